package org.athanor.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotCommandsTest {

    @TempDir
    private Path folder;
    private RecordingPlugins plugins;
    private Gogo gogo;

    @BeforeEach
    void open() {
        plugins = new RecordingPlugins();
        gogo = new Gogo("plugin", new SlotCommands(plugins), folder);
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void fillsSlotsWithPluginsAndTheirSettings() throws Exception {
        gogo.execute("plugin:use tokenizer bpe vocab=words.json storage memory");
        gogo.execute("plugin:use --session first --probation 3 lora lora alpha=32 r=8");
        assertThat(plugins.calls).containsExactly("plan USE tokenizer bpe vocab=words.json storage memory",
                "apply 123 10 shell", "plan USE lora lora alpha=32 r=8 in first", "apply 123 3 shell");
    }

    @Test
    void addsAndRemovesBySlot() throws Exception {
        gogo.execute("plugin:add jsonl --as diary path=diary.jsonl");
        gogo.execute("plugin:add jsonl console");
        gogo.execute("plugin:remove diary console");
        assertThat(plugins.calls).containsExactly("plan ADD diary jsonl path=diary.jsonl", "apply 123 10 shell",
                "plan ADD jsonl console", "apply 123 10 shell", "plan REMOVE diary console", "apply 123 0 shell");
    }

    @Test
    void saysWhichWordIsMissingOrInTheWrongPlace() {
        assertThat(refusal("plugin:use")).contains("give SLOT PLUGIN [key=value...]");
        assertThat(refusal("plugin:use tokenizer")).contains("give a plugin").contains("after 'tokenizer'");
        assertThat(refusal("plugin:use tokenizer size=3")).contains("'size=3' stands where a plugin");
        assertThat(refusal("plugin:use tokenizer bpe =3")).contains("'=' is not KEY=VALUE");
        assertThat(refusal("plugin:add --as diary jsonl console")).contains("--as names the slot of one plugin");
        assertThat(refusal("plugin:remove")).contains("give a slot");
        assertThat(plugins.calls).isEmpty();
    }

    @Test
    void failsWhenTheChangeWasTakenBack() {
        plugins.outcome = new SwapOutcome.RolledBack(12, Problem.of(Problem.Kind.FAILED, "the first call threw"));
        assertThat(refusal("plugin:use tokenizer bpe")).contains("the first call threw");
    }

    private String refusal(String command) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(() -> gogo.execute(command)).isInstanceOfSatisfying(ProblemException.class,
                problem -> thrown[0] = problem);
        return thrown[0].problem().message();
    }
}
