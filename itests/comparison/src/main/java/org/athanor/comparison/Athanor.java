package org.athanor.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Athanor: the router of a training session, which trains meanwhile, is upgraded with {@code plugin:upgrade}. */
final class Athanor implements Host {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32}
            tokenizer: {type: byte}
            data: {path: text.txt}
            trainer: {max_steps: 1000000000, batch_size: 4, workers: 1, learning_rate: 1e-3}
            router: {type: first}
            plugins: [-console]
            """;

    private final Path home;
    private final Path figures;
    private final Jars jars;
    private final Shell shell;
    private final long consumer;

    Athanor(Path home, Path folder) throws Exception {
        this.home = home;
        figures = folder.resolve("athanor-figures");
        jars = new Jars(Path.of(System.getProperty("classes")), folder);
        Files.writeString(folder.resolve("run.yaml"), RUN);
        Files.writeString(folder.resolve("text.txt"), "a line of text to train on\n".repeat(1000));
        shell = new Shell(folder, Map.of(), home.resolve("athanor").toString(), "--home",
                folder.resolve("athanor").toString());
        shell.run("plugin:install " + jars.router(0, Fault.NONE));
        shell.run("train:start run.yaml");
        consumer = shell.install("felix:install file:" + jars.sessionConsumer(figures));
    }

    @Override
    public String name() {
        return "Athanor " + home.getFileName().toString().replaceAll(".*-", "");
    }

    @Override
    public void poll() throws IOException {
        shell.run("felix:start " + consumer);
    }

    @Override
    public Figures polled() throws IOException {
        shell.run("felix:stop " + consumer);
        return Figures.read(figures);
    }

    @Override
    public String upgrade(int version, Fault fault) throws Exception {
        return shell.run("plugin:upgrade " + jars.router(version, fault));
    }

    @Override
    public void repair(int version) throws Exception {
        upgrade(version, Fault.NONE);
    }

    @Override
    public String state() throws IOException {
        return shell.run("plugin:list").lines().filter(line -> line.contains("compared.router"))
                .map(line -> line.split(" +")).map(cells -> cells[1] + " " + cells[2])
                .collect(Collectors.joining(", "));
    }

    @Override
    public void pass(long millis) throws InterruptedException {
        shell.pass(millis);
    }

    @Override
    public void close() throws InterruptedException {
        shell.close();
    }
}
