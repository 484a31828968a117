package org.athanor.training.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.RunFile;
import org.athanor.exchange.config.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerConfigTest {

    @TempDir
    Path folder;

    private Result<Section> read(String text, Map<String, String> overrides) throws IOException {
        return RunFile.read(Files.writeString(folder.resolve("run.yaml"), text), overrides);
    }

    @Test
    void namesUnknownKeysWithTheNearestAndTheLine() throws IOException {
        Section root = read("trainer:\n  max_steps: 10\n  learning_rat: 1\n", Map.of()).unwrap();
        assertThat(failure(root)).isEqualTo("run.yaml:3: unknown key 'trainer.learning_rat';"
                + " did you mean 'learning_rate'?");
    }

    @Test
    void namesWrongTypesAndMissingKeys() throws IOException {
        assertThat(failure(read("trainer: {max_steps: many}\n", Map.of()).unwrap()))
                .isEqualTo("run.yaml:1: 'trainer.max_steps' cannot be many; give it a whole number of at least 1");
        assertThat(failure(read("eval: {every: 5}\n", Map.of()).unwrap()))
                .contains("the key 'trainer.max_steps' is missing");
        assertThat(failure(read("trainer: {max_steps: 5, batch_size: 2, micro_batch: 3}\n", Map.of()).unwrap()))
                .contains("micro_batch").contains("batch_size of 2");
    }

    @Test
    void numbersAreExactAndInTheRangeThatIsTold() throws IOException {
        assertThat(trainer("seed: 9007199254740993").seed()).isEqualTo(9007199254740993L);
        assertThat(trainer("seed: -9223372036854775808").seed()).isEqualTo(Long.MIN_VALUE);
        assertThat(trainer("batch_size: 1e1").batchSize()).isEqualTo(10);
        assertThat(refused("batch_size: 4294967297")).isEqualTo("run.yaml:3: 'trainer.batch_size' cannot be 4294967297;"
                + " give it a whole number from 1 to 1048576");
        assertThat(refused("workers: 4294967297")).endsWith("from 1 to 1024, or auto");
        assertThat(refused("seed: 1e300")).endsWith("give it a whole number of 64 bits");
        assertThat(refused("warmup_steps: 1.5")).endsWith("give it a whole number from 0 to 1125899906842624");
        assertThat(refused("warmup_steps: 9223372036854775807")).endsWith("from 0 to 1125899906842624");
        for (String infinite : new String[] {"1e999", ".inf", "-.inf", ".nan"}) {
            assertThat(refused("gradient_clip: " + infinite)).startsWith("run.yaml:3: 'trainer.gradient_clip'");
        }
        assertThat(refused("learning_rate: 1e999")).isEqualTo("run.yaml:3: 'trainer.learning_rate' cannot be Infinity;"
                + " give it a finite number above 0");
        assertThat(refused("min_learning_rate: 1e999")).endsWith("give it a finite number of at least 0");
    }

    private TrainerConfig trainer(String line) throws IOException {
        return TrainerConfig.of(read("trainer:\n  max_steps: 5\n  " + line + "\n", Map.of()).unwrap());
    }

    private String refused(String line) throws IOException {
        Result<Section> root = read("trainer:\n  max_steps: 5\n  " + line + "\n", Map.of());
        return root.failure().map(problem -> problem.message()).orElseGet(() -> failure(root.unwrap()));
    }

    private static String failure(Section root) {
        try {
            TrainerConfig.of(root);
            return "no failure";
        } catch (ProblemException e) {
            return e.problem().message();
        }
    }
}
