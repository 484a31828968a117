package org.athanor.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for one container: its home, a text and a run file {@code run.yaml} of a model that takes a few
 * milliseconds per step. The run has no end of its own: {@link Product#finish} gives it one.
 *
 * @param folder the working folder of the processes
 */
public record Home(Path folder) {

    /** The bundles of the plugins that the run uses, of every kind. */
    public static final List<String> PLUGINS = Stream.of("tokenizer.byte", "patcher.lora", "patcher.chunkedloss",
            "storage.file", "router", "log.jsonl", "log.console", "dataset.text", "model.gpt", "objective.causal",
            "optimizer.adamw").map(name -> "org.athanor." + name).toList();

    /** Steps between two evaluations; each prints a line that tests wait for. */
    public static final int TICK = 10;
    /** Rows of a step, unless another number is asked for. */
    public static final int BATCH = 4;
    /** Steps between two checkpoints. */
    public static final int CHECKPOINT = 50;

    private static final String RUN = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 32, context: 32, dropout: 0.1}
            tokenizer: {type: byte}
            data: {path: text.txt, split: 0.9}
            trainer:
              max_steps: 1000000
              batch_size: %d
              micro_batch: %d
              workers: 2
              seed: 7
              learning_rate: 1e-3
              schedule: constant
            eval: {every: %d, batches: 1}
            checkpoint: {every: %d, keep: 3}
            plugins: [lora, chunkedloss, console, jsonl]
            lora: {r: 2, alpha: 4, target_modules: [attn.qkv]}
            """;

    /** Creates the files. */
    public static Home in(Path folder) {
        return in(folder, BATCH);
    }

    /** Creates the files for another batch size; steps of a larger one take longer. */
    public static Home in(Path folder, int batch) {
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= 400; line++) {
            text.append("line ").append(line).append(" of the text, with a number: ").append(line * line % 97)
                    .append('\n');
        }
        Home home = new Home(folder);
        home.write("text.txt", text.toString());
        home.write("run.yaml", RUN.formatted(batch, batch / 2, TICK, CHECKPOINT));
        return home;
    }

    /** Returns the folder that is given as {@code --home}. */
    public Path root() {
        return folder.resolve("home");
    }

    /** Returns the run with this name. */
    public Run run(String id) {
        return new Run(root().resolve("runs").resolve(id));
    }

    /** Returns the text of the run file. */
    public String runFile() {
        return RUN.formatted(BATCH, BATCH / 2, TICK, CHECKPOINT);
    }

    /** Writes a file. */
    public Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
