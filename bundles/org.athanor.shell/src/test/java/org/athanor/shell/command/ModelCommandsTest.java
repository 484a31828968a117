package org.athanor.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.athanor.api.session.SessionStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelCommandsTest {

    private final FakeSessions sessions = new FakeSessions();
    private final Gogo gogo = new Gogo("model", new ModelCommands(sessions), Path.of(""));

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void passesOnWhatIsGivenAndNothingElse() throws Exception {
        sessions.add("first", State.RUNNING);

        assertThat(gogo.execute("model:generate Once upon a time")).isEqualTo("generate {prompt=Once upon a time}");
        assertThat(gogo.execute("model:generate --tokens 20 --temperature 0.7 --top-k 40 --seed 1 'To be'"))
                .isEqualTo("generate {prompt=To be, seed=1, temperature=0.7, tokens=20, top_k=40}");
    }

    @Test
    void asksTheSessionThatIsNamed() throws Exception {
        sessions.add("first", State.RUNNING);
        sessions.add("second", State.RUNNING);

        assertThat(gogo.execute("model:generate --session second text")).isEqualTo("generate {prompt=text}");
        assertThatThrownBy(() -> gogo.execute("model:generate --session third text"))
                .hasMessage("no session 'third'");
    }

    @Test
    void wrongUseIsOneClearLine() {
        sessions.add("first", State.RUNNING);

        assertThatThrownBy(() -> gogo.execute("model:generate"))
                .hasMessage("give a text to continue; see 'help model:generate'");
        assertThatThrownBy(() -> gogo.execute("model:generate --temprature 1 text"))
                .hasMessage("unknown option --temprature; see 'help model:generate'");
    }
}
