package org.athanor.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Athanor: the router of a training session, which trains meanwhile, is upgraded with {@code plugin:upgrade}. */
final class Athanor extends Host {

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32}
            tokenizer: {type: byte}
            data: {path: text.txt}
            trainer: {max_steps: 1000000000, batch_size: 4, workers: 1, learning_rate: 1e-3}
            router: {type: first}
            plugins: [-console]
            """;

    private final Jars jars;

    Athanor(Path distribution, Jars jars) throws Exception {
        super("Athanor", distribution, new Shell(jars.folder(), Map.of(), distribution.resolve("athanor").toString(),
                "--home", jars.folder().resolve("athanor").toString()), "felix");
        this.jars = jars;
        Files.writeString(jars.folder().resolve("run.yaml"), RUN);
        Files.writeString(jars.folder().resolve("text.txt"), "a line of text to train on\n".repeat(1000));
        shell().run("plugin:install " + jars.router(0, Fault.NONE));
        shell().run("train:start run.yaml");
        consumer(jars.sessionConsumer(figures()));
    }

    @Override
    String upgrade(int version, Fault fault) throws Exception {
        return shell().run("plugin:upgrade " + jars.router(version, fault));
    }

    @Override
    void repair(int version) throws Exception {
        upgrade(version, Fault.NONE);
    }

    @Override
    String state() throws IOException {
        return shell().run("plugin:list").lines().filter(line -> line.contains("compared.router"))
                .map(line -> line.split(" +")).map(cells -> cells[1] + " " + cells[2])
                .collect(Collectors.joining(", "));
    }
}
