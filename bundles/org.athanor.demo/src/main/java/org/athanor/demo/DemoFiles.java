package org.athanor.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;

/**
 * What the demo keeps in the home folder, besides its runs.
 *
 * @param home the home folder
 */
record DemoFiles(Home home) {

    /** The text, when it is the demo's own. */
    Path text() {
        return folder().resolve("sources.txt");
    }

    /** The jars of new versions. */
    Path jars() {
        return folder().resolve("jars");
    }

    /** Returns the first number for which there is neither a swapped nor an untouched run. */
    int freeNumber() {
        return IntStream.iterate(1, number -> number + 1).filter(number -> !Files.exists(home.runs().resolve(
                swapped(number))) && !Files.exists(home.runs().resolve(untouched(number)))).findFirst().orElseThrow();
    }

    /** The name of the run whose plugins are exchanged. */
    static String swapped(int number) {
        return "demo-swapped-" + number;
    }

    /** The name of the run that is left alone. */
    static String untouched(int number) {
        return "demo-untouched-" + number;
    }

    /** Writes the run file of both runs. */
    Path writeRunFile(Path text, long steps) {
        Path file = folder().resolve("demo.yaml");
        try {
            Files.createDirectories(folder());
            return Files.writeString(file, runFile(text, steps));
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run file cannot be written", e).at(file.toString()));
        }
    }

    static String runFile(Path text, long steps) {
        return """
                # What 'athanor demo' trains, twice. It shows the progress itself, so the console logger takes no part.
                model: {architecture: gpt, layers: 3, heads: 4, width: 96, context: 64}
                tokenizer: {type: byte}
                data: {path: '%s', split: 0.95}
                trainer:
                  max_steps: %d
                  batch_size: 12
                  micro_batch: 6
                  workers: auto
                  device: cpu
                  seed: 1337
                  learning_rate: 3e-3
                  min_learning_rate: 3e-4
                  schedule: cosine
                  warmup_steps: %d
                eval: {every: %d, batches: 10}
                checkpoint: {every: %d, keep: 2}
                storage: {type: file}
                plugins: [chunkedloss, jsonl, -console]
                """.formatted(text.toString().replace("'", "''"), steps, Math.max(1, steps / 20), steps,
                Math.max(1, steps / 4));
    }

    /** Returns whether two runs left the same metrics, byte for byte. */
    boolean sameMetrics(String one, String other) {
        try {
            return Files.mismatch(metrics(one), metrics(other)) == -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path metrics(String run) {
        return home.runs().resolve(run).resolve("metrics.jsonl");
    }

    private Path folder() {
        return home.root().resolve("demo");
    }
}
