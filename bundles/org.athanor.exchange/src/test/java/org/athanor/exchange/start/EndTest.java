package org.athanor.exchange.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.session.Session;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When all sessions are to end, none is missed. */
class EndTest {

    private static final String RUN = "work: counting\n";

    @TempDir
    private Path home;
    private SessionContainer container;

    @BeforeEach
    void start() throws Exception {
        container = new SessionContainer(home);
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    @Test
    void oneThatIsJustStartingIsStoppedOnceItHasStarted() throws Exception {
        container.work().atStart("run", () -> container.sessions().end());
        Session session = container.run("run", RUN);

        assertThat(session.await().status()).isEqualTo("stopped");
    }

    @Test
    void oneThatRunsIsStoppedAndNoneStartsAnyMore() throws Exception {
        Session session = container.run("run", RUN);
        container.sessions().end();

        assertThat(session.report().orElseThrow().status()).isEqualTo("stopped");
        assertThat(container.sessions().start(Files.writeString(home.resolve("late.yaml"), RUN), Map.of(),
                Optional.empty()).failure().orElseThrow().message()).contains("the container is ending");
    }
}
