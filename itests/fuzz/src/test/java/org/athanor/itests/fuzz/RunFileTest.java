package org.athanor.itests.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.RunFile;
import org.athanor.training.config.TrainerConfig;

class RunFileTest {

    private static final List<String> SOUND = List.of("""
            # a comment
            model: {architecture: gpt, layers: 2, heads: 2, width: 32, context: 16, dropout: 0.1}
            tokenizer: {type: byte}
            data:
              path: corpus/
              split: 0.9
              columns: [a, "b c", 'd']
            trainer:
              max_steps: 100
              batch_size: 12
              micro_batch: 6
              workers: auto
              seed: 1337
              learning_rate: 1e-3
              schedule: cosine
              warmup_steps: 10
              gradient_clip: 1.0
            eval: {every: 10, batches: 1}
            checkpoint: {every: 50, keep: 3}
            plugins: [lora, {use: jsonl, as: events}, -console]
            lora: {r: 2, alpha: 4.5, target_modules: [attn.qkv]}
            events:
              path: |
                events.jsonl
            """, "trainer: {max_steps: 1}\n");
    private static final List<String> WORDS = List.of("&a ", "*a", ": ", "\n", "- ", "{", "}", "[", "]",
            "!!java.net.URL ", "!!binary ", "<<: ", "? ", "|\n", ">\n", "'", "\"", "#", "\t", "%YAML 1.2\n", "---\n",
            "...\n", "\\", "\u0000", "\uFEFF", "é", "~", "null", "[[[[[[[[[[[[[[[[", "{a: {a: {a: {a: ", ".inf",
            "0x7fffffffffffffff", "0o17", "trainer:", "max_steps:");

    private static Path file = Path.of("");

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("run", ".yaml");
        file.toFile().deleteOnExit();
    }

    @Provide
    Arbitrary<byte[]> runFiles() {
        return Inputs.ofTexts(SOUND, WORDS);
    }

    @Property
    void aRunFileIsReadOrRefusedInOneLine(@ForAll("runFiles") byte[] input) throws Throwable {
        Inputs.read(input, content -> RunFile.read(Files.write(file, content), Map.of())
                .flatMap(root -> Result.ok(List.of(RunFile.write(root), TrainerConfig.of(root)))));
    }
}
