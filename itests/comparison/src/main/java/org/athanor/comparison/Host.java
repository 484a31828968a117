package org.athanor.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A container in which something is polled and upgraded. */
abstract class Host implements AutoCloseable {

    private final String name;
    private final Shell shell;
    private final String scope;
    private final Path figures;
    private long consumer;

    /**
     * Takes a container over.
     *
     * @param name its name; the folder of its distribution says the version
     * @param scope the scope of the commands that start and stop bundles
     */
    Host(String name, Path distribution, Shell shell, String scope) throws IOException {
        this.name = name + " " + distribution.getFileName().toString().replaceAll(".*-", "");
        this.shell = shell;
        this.scope = scope;
        figures = Files.createTempFile("figures", ".properties");
    }

    /** Returns its name and version. */
    final String name() {
        return name;
    }

    final Shell shell() {
        return shell;
    }

    final Path figures() {
        return figures;
    }

    /** Installs what polls. */
    final void consumer(Path jar) throws IOException {
        consumer = shell.install(scope + ":install file:" + jar);
    }

    /** Starts to poll. */
    final void poll() throws IOException {
        shell.run(scope + ":start " + consumer);
    }

    /** Stops polling and returns the figures since it began. */
    final Figures polled() throws IOException {
        shell.run(scope + ":stop " + consumer);
        return Figures.read(figures);
    }

    /** Lets time pass. */
    final void pass(long millis) throws InterruptedException {
        shell.pass(millis);
    }

    /**
     * Brings a version in.
     *
     * @return what the container said
     */
    abstract String upgrade(int version, Fault fault) throws Exception;

    /** Does what its user does after a failed upgrade: brings a good version in and makes sure that it runs. */
    abstract void repair(int version) throws Exception;

    /** Returns what the container has of the thing that is upgraded: version and state. */
    abstract String state() throws Exception;

    @Override
    public final void close() throws InterruptedException, IOException {
        shell.close();
        Files.deleteIfExists(figures);
    }
}
