package org.athanor.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;

/** Apache Karaf: a service that is upgraded with {@code bundle:update}. */
final class Karaf implements Host {

    private final Path home;
    private final Path figures;
    private final Jars jars;
    private final Shell shell;
    private final long service;
    private final long consumer;

    Karaf(Path home, Path folder) throws Exception {
        this.home = home;
        figures = folder.resolve("karaf-figures");
        jars = new Jars(Path.of(System.getProperty("classes")), folder);
        Path script = home.resolve("bin/karaf");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectory(folder.resolve("karaf"));
        shell = new Shell(folder, Map.of("TERM", "dumb", "KARAF_DATA", data.toString()), script.toString());
        // The prompt comes before all the commands are there.
        while (shell.run("bundle:list").contains("Command not found")) {
            shell.pass(100);
        }
        service = shell.install("bundle:install -s file:" + jars.service(0, Fault.NONE));
        consumer = shell.install("bundle:install file:" + jars.serviceConsumer(figures));
    }

    @Override
    public String name() {
        return "Apache Karaf " + home.getFileName().toString().replaceAll(".*-", "");
    }

    @Override
    public void poll() throws IOException {
        shell.run("bundle:start " + consumer);
    }

    @Override
    public Figures polled() throws IOException {
        shell.run("bundle:stop " + consumer);
        return Figures.read(figures);
    }

    @Override
    public String upgrade(int version, Fault fault) throws Exception {
        return shell.run("bundle:update " + service + " file:" + jars.service(version, fault));
    }

    @Override
    public void repair(int version) throws Exception {
        upgrade(version, Fault.NONE);
        shell.run("bundle:start " + service);
    }

    @Override
    public String state() throws IOException {
        return shell.run("bundle:list " + service).lines().filter(line -> line.contains("compared.service"))
                .map(line -> line.split("│")).map(cells -> cells[3].strip() + " " + cells[1].strip())
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
