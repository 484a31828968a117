package org.athanor.benchmarks;

import java.util.Locale;

/** Run files of the benchmarks. */
final class Sessions {

    private Sessions() {
    }

    /** Returns a run file with ten plugins, from the tokenizer to the chunked loss. */
    static String tenPlugins(Setting setting, Shape shape, long steps, int every) {
        return String.format(Locale.ROOT, """
                model: {architecture: gpt, layers: %d, heads: %d, width: %d, context: %d}
                tokenizer: {type: vocabulary, size: %d}
                """, shape.layers(), shape.heads(), shape.width(), shape.context(), shape.vocabulary())
                + common(setting, shape, steps, every);
    }

    /** Returns the same run on plain bytes, with nothing that is not shipped. */
    static String bytes(Setting setting, Shape shape, long steps, int every) {
        return String.format(Locale.ROOT, """
                model: {architecture: gpt, layers: %d, heads: %d, width: %d, context: %d}
                tokenizer: {type: byte}
                """, shape.layers(), shape.heads(), shape.width(), shape.context())
                + common(setting, shape, steps, every);
    }

    private static String common(Setting setting, Shape shape, long steps, int every) {
        return String.format(Locale.ROOT, """
                data: {type: text, path: '%s', split: 0.9}
                trainer:
                  max_steps: %d
                  batch_size: %d
                  micro_batch: %d
                  workers: %d
                  learning_rate: 1e-3
                  schedule: constant
                objective: {type: causal}
                optimizer: {type: adamw}
                storage: {type: file}
                router: {type: round-robin}
                plugins: [console, jsonl, chunkedloss]
                console: {every: %d}
                """, setting.text(), steps, shape.batch(), shape.microBatch(), setting.workers(), every);
    }
}
