package org.athanor.exchange.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        Section root = read("""
                trainer: {max_steps: 10, learning_rate: 3.0e-4}
                data: {path: 'x: y'}
                plugins: [a]
                """, Map.of()).unwrap();
        Section again = read(RunFile.write(root), Map.of()).unwrap();
        assertThat(again.plain()).isEqualTo(root.plain());
    }

    @Test
    void sectionsInAListAreWrittenToo() throws IOException {
        Section root = read("plugins: [jsonl, {use: lora, as: style}]\nstyle: {r: 4}\n", Map.of()).unwrap();
        Section again = read(RunFile.write(root), Map.of()).unwrap();
        assertThat(again.plain()).isEqualTo(root.plain())
                .containsEntry("plugins", List.of("jsonl", Map.of("use", "lora", "as", "style")));
        assertThat(Section.of("", "here", root.plain()).plain()).isEqualTo(root.plain());
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
    void whatIsQuotedIsTextAndANumberIsWrittenAsOthersWriteIt() throws IOException {
        String text = "a: '1e5'\nb: \"12\"\nc: 1e5\nd: .001\ne: -1_000\nf: 12\ng: True\nh: 1e-3\n";
        assertThat(read(text, Map.of()).unwrap().plain().values())
                .containsExactly("1e5", "12", 1e5, 0.001, "-1_000", 12L, true, 0.001);
        assertThat(problem("a: {b: 99999999999999999999}\n")).isEqualTo("run.yaml:1: 'a.b' has the number "
                + "99999999999999999999, which is out of range; write it in decimal digits; "
                + "whole numbers have 64 bits");
    }

    @Test
    void whatIsMeantToHoldTheReaderUpIsRefusedAtOnce() throws IOException {
        assertThat(problem("a: &a [*a]\n")).contains("not valid YAML").contains("write out what the alias stands for");
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x]\n");
        for (int level = 1; level < 12; level++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + ", ").repeat(6)));
        }
        assertThat(problem(laughs.toString())).contains("write out what the alias stands for");
        assertThat(problem("[".repeat(200_000))).contains("not valid YAML");
        assertThat(problem("a: " + "x".repeat(1 << 20))).contains("not valid YAML");
        assertThat(read("a: &a 1e-3\nb: *a\n", Map.of()).unwrap().plain()).containsEntry("b", 1e-3);
    }
}
