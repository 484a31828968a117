package org.athanor.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;

/** Apache Karaf: a service that is upgraded with {@code bundle:update}. */
final class Karaf extends Host {

    private final Jars jars;
    private final long service;

    Karaf(Path distribution, Jars jars) throws Exception {
        super("Apache Karaf", distribution, shell(distribution, jars.folder()), "bundle");
        this.jars = jars;
        // The prompt comes before all the commands are there.
        while (shell().run("bundle:list").contains("Command not found")) {
            pass(100);
        }
        service = shell().install("bundle:install -s file:" + jars.service(0, Fault.NONE));
        consumer(jars.serviceConsumer(figures()));
    }

    private static Shell shell(Path distribution, Path folder) throws IOException {
        Path script = distribution.resolve("bin/karaf");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectory(folder.resolve("karaf"));
        return new Shell(folder, Map.of("TERM", "dumb", "KARAF_DATA", data.toString()), script.toString());
    }

    @Override
    String upgrade(int version, Fault fault) throws Exception {
        return shell().run("bundle:update " + service + " file:" + jars.service(version, fault));
    }

    @Override
    void repair(int version) throws Exception {
        upgrade(version, Fault.NONE);
        shell().run("bundle:start " + service);
    }

    @Override
    String state() throws IOException {
        return shell().run("bundle:list " + service).lines().filter(line -> line.contains("compared.service"))
                .map(line -> line.split("│")).map(cells -> cells[3].strip() + " " + cells[1].strip())
                .collect(Collectors.joining(", "));
    }
}
