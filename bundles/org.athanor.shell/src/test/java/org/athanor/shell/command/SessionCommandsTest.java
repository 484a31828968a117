package org.athanor.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.athanor.api.session.SessionStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionCommandsTest {

    private final FakeSessions sessions = new FakeSessions();
    private final Gogo gogo = new Gogo("session", new SessionCommands(sessions), Path.of(""));

    @BeforeEach
    void run() {
        sessions.add("first", State.RUNNING);
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void callsARouteWithArguments() throws Exception {
        assertThat(gogo.execute("session:call ask 'question=Who wrote Faust?'"))
                .isEqualTo("ask {question=Who wrote Faust?}");
        assertThat(gogo.execute("session:call ask question='Who wrote Faust?'"))
                .isEqualTo("ask {question=Who wrote Faust?}");
        sessions.add("second", State.RUNNING);
        assertThat(gogo.execute("session:call --session second ask")).isEqualTo("ask {}");
    }

    @Test
    void wrongUseIsOneClearLine() {
        assertThatThrownBy(() -> gogo.execute("session:call"))
                .hasMessage("give a route; see 'help session:call'");
        assertThatThrownBy(() -> gogo.execute("session:call ask who"))
                .hasMessage("'who' is not KEY=VALUE; see 'help session:call'");
    }
}
