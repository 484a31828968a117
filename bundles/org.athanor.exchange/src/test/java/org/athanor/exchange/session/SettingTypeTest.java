package org.athanor.exchange.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.testing.JournalBundle;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

/**
 * A setting changes its type from one version of a logger to the next, while a session works. Declarative Services
 * deactivates a component whose configuration changes, so none but the version that comes in may see the new type.
 */
class SettingTypeTest {

    private static final JournalBundle OLD = new JournalBundle("1.0.0", "Integer", "");
    private static final String ACTIVATED = "1.0.0 activated with Integer";

    @TempDir
    private Path home;
    private SessionContainer container;
    private Session session;

    @BeforeEach
    void start() throws BundleException, IOException {
        container = new SessionContainer(home);
        container.bring("old", OLD.jar());
        session = container.run("run", "work: counting\nplugins: [journal]\njournal: {every: 3}\n");
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    /** {@code fault}: what is wrong with the version that comes in. */
    private Result<Exchange> successor(String fault) throws BundleException {
        JournalBundle next = new JournalBundle("2.0.0", "Long", fault);
        container.bring("new", next.jar());
        SwapPolicy policy = SwapPolicy.standard().withProbation(fault.isEmpty() ? 10 : 1_000_000_000);
        return session.prepare(List.of(JournalBundle.change(OLD.ref(), next.ref(), Map.of())), policy);
    }

    private List<String> lifecycle() throws IOException {
        return Files.readAllLines(session.directory().resolve("lifecycle.txt"));
    }

    /** Ends the run; each of its steps must stand in the file, once. */
    private void assertThatNothingIsLost() throws IOException {
        session.stop().unwrap();
        assertThat(Files.readAllLines(session.directory().resolve("steps.txt"))).containsExactlyElementsOf(
                LongStream.rangeClosed(1, session.status().step()).mapToObj(String::valueOf).toList());
    }

    @Test
    void theOldVersionIsActiveUntilTheNewOneHasTakenOver() throws Exception {
        Exchange exchange = successor("").unwrap();
        assertThat(lifecycle()).containsExactly(ACTIVATED, "2.0.0 activated with Long");

        exchange.commit().unwrap();
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.Committed.class);
        assertThat(lifecycle()).containsExactly(ACTIVATED, "2.0.0 activated with Long");

        exchange.drain().unwrap();
        assertThat(lifecycle()).containsExactly(ACTIVATED, "2.0.0 activated with Long", "1.0.0 deactivated");
        assertThatNothingIsLost();
    }

    @Test
    void aVersionThatIsRefusedLeavesItAlone() throws Exception {
        assertThat(successor("health").failure().orElseThrow().message()).contains("it has a cold");

        assertThat(lifecycle()).containsExactly(ACTIVATED, "2.0.0 activated with Long", "2.0.0 deactivated");
        assertThatNothingIsLost();
    }

    @Test
    void anExchangeThatIsDiscardedLeavesItAlone() throws Exception {
        Exchange exchange = successor("").unwrap();
        exchange.revert("another session refuses it").unwrap();
        exchange.drain().unwrap();

        assertThat(lifecycle()).containsExactly(ACTIVATED, "2.0.0 activated with Long", "2.0.0 deactivated");
        assertThatNothingIsLost();
    }

    @Test
    void aVersionThatIsTakenBackLeavesItAlone() throws Exception {
        Exchange exchange = successor("third-step").unwrap();
        exchange.commit().unwrap();
        assertThat(exchange.awaitOutcome().reason()).contains("it has lost its pen");
        exchange.drain().unwrap();

        assertThat(lifecycle()).containsExactly(ACTIVATED, "2.0.0 activated with Long", "2.0.0 deactivated");
        assertThatNothingIsLost();
    }
}
