package org.athanor.training.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

    @TempDir
    Path folder;

    private Result<Section> read(String text, Map<String, String> overrides) throws IOException {
        return RunFile.read(Files.writeString(folder.resolve("run.yaml"), text), overrides);
    }

    private String problem(String text) throws IOException {
        return read(text, Map.of()).failure().orElseThrow().message();
    }

    @Test
    void everyValueKnowsItsLine() throws IOException {
        Section root = read("trainer:\n  max_steps: 10\n  learning_rate: 1e-3\nplugins: [lora, jsonl]\n", Map.of())
                .unwrap();
        Setting rate = root.section("trainer").setting("learning_rate").orElseThrow();
        assertThat(rate.value()).isEqualTo(0.001);
        assertThat(rate.where()).isEqualTo("run.yaml:3");
        assertThat(root.setting("plugins").orElseThrow().value()).isEqualTo(java.util.List.of("lora", "jsonl"));
    }

    @Test
    void overridesWinAndNameThemselvesAsTheirPlace() throws IOException {
        Section root = read("trainer: {max_steps: 10}\n", Map.of("trainer.max_steps", "20", "data.path", "a b/c"))
                .unwrap();
        Setting steps = root.section("trainer").setting("max_steps").orElseThrow();
        assertThat(steps.value()).isEqualTo(20L);
        assertThat(steps.where()).isEqualTo("--set trainer.max_steps");
        assertThat(root.section("data").setting("path").orElseThrow().value()).isEqualTo("a b/c");
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws IOException {
        Section root = read("trainer: {max_steps: 10, learning_rate: 3.0e-4}\ndata: {path: 'x: y'}\n"
                + "plugins: [a]\n", Map.of()).unwrap();
        Section again = read(RunFile.write(root), Map.of()).unwrap();
        assertThat(again.plain()).isEqualTo(root.plain());
    }

    @Test
    void refusesWhatIsNotARunFile() throws IOException {
        assertThat(problem("")).isEqualTo("run.yaml: the run file is empty; see runtime/examples for one that works");
        assertThat(problem("- a\n")).startsWith("run.yaml:1: a run file is a mapping");
        assertThat(problem("a: {b: 1\n")).startsWith("run.yaml:2: not valid YAML");
        assertThat(problem("trainer: {}\ntrainer: {}\n")).contains("run.yaml:2").contains("trainer");
        assertThat(RunFile.read(folder.resolve("none.yaml"), Map.of()).failure().orElseThrow().message())
                .contains("no such run file").contains("none.yaml");
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
        assertThat(failure(read("trainer: 5\n", Map.of()).unwrap())).contains("'trainer' must be a section");
        assertThat(failure(read("trainer: {max_steps: 5}\nplugins: [a, a]\n", Map.of()).unwrap()))
                .contains("run.yaml:2").contains("'a' stands twice");
    }

    @Test
    void numbersAreExactAndInTheRangeThatIsTold() throws IOException {
        assertThat(trainer("seed: 9007199254740993").seed()).isEqualTo(9007199254740993L);
        assertThat(trainer("seed: -9223372036854775808").seed()).isEqualTo(Long.MIN_VALUE);
        assertThat(trainer("batch_size: 1e1").batchSize()).isEqualTo(10);
        assertThat(refused("batch_size: 4294967297")).isEqualTo("run.yaml:3: 'trainer.batch_size' cannot be 4294967297;"
                + " give it a whole number from 1 to 2147483647");
        assertThat(refused("workers: 4294967297")).endsWith("from 1 to 2147483647, or auto");
        assertThat(refused("seed: 1e300")).endsWith("give it a whole number of 64 bits");
        assertThat(refused("warmup_steps: 1.5")).endsWith("give it a whole number of at least 0");
        for (String infinite : new String[] {"1e999", ".inf", "-.inf", ".nan"}) {
            assertThat(refused("gradient_clip: " + infinite)).startsWith("run.yaml:3: 'trainer.gradient_clip'");
        }
        assertThat(refused("learning_rate: 1e999")).isEqualTo("run.yaml:3: 'trainer.learning_rate' cannot be Infinity;"
                + " give it a finite number above 0");
        assertThat(refused("min_learning_rate: 1e999")).endsWith("give it a finite number of at least 0");
    }

    private TrainerConfig trainer(String line) throws IOException {
        return SessionConfig.of(read("trainer:\n  max_steps: 5\n  " + line + "\n", Map.of()).unwrap()).trainer();
    }

    private String refused(String line) throws IOException {
        Result<Section> root = read("trainer:\n  max_steps: 5\n  " + line + "\n", Map.of());
        return root.failure().map(problem -> problem.message()).orElseGet(() -> failure(root.unwrap()));
    }

    @Test
    void standardLoggersTakePartUnlessTheyAreRemoved() throws IOException {
        SessionConfig config = SessionConfig.of(read("trainer: {max_steps: 5}\nplugins: [lora, -console]\n", Map.of())
                .unwrap());
        assertThat(config.others()).extracting(SessionConfig.Choice::name).containsExactly("jsonl", "lora");
    }

    private static String failure(Section root) {
        try {
            SessionConfig.of(root);
            return "no failure";
        } catch (ProblemException e) {
            return e.problem().message();
        }
    }
}
