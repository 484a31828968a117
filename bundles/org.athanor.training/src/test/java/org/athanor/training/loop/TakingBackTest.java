package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.model.Patch.Leaving;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Cooling;
import org.athanor.training.loop.SmallPlugins.Scale;
import org.athanor.training.loop.SmallPlugins.Steps;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exchange that is taken back leaves a run as one that was never touched. */
class TakingBackTest {

    private static final long PATCHER = 4;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(3);

    @TempDir
    private Path folder;
    private final Steps steps = new Steps();

    /** Its optimizer looks at the number of updates; bundle 4 is the first of two patchers, 6 a logger. */
    private SmallSession session(Leaving leaving) {
        Map<String, Object> plugins = SmallPlugins.base(new Causal(), new Cooling());
        plugins.put("patcher:first", new Scale("scale.first", leaving));
        plugins.put("patcher:second", new Scale("scale.second", leaving));
        plugins.put("logger:steps", steps);
        return new SmallSession(folder, 1_000_000, plugins).run(5);
    }

    private String untouched(Leaving leaving) throws Exception {
        try (SmallSession session = session(leaving)) {
            assertThat(session.advance(10)).isEmpty();
            return session.parameters();
        }
    }

    @Test
    void aVersionThatDropsAParameterAndFailsLeavesItsUpdateCountsBehind() throws Exception {
        String untouched = untouched(Leaving.DROP);
        try (SmallSession session = session(Leaving.DROP)) {
            Map<String, Long> counts = session.training.updates().all();
            assertThat(counts).containsEntry("scale.first", 5L);
            Exchange exchange = session.exchange("patcher:first", Optional.of(PATCHER),
                    Optional.of(session.start("patcher:first", new Scale("", Leaving.DROP))), POLICY).unwrap();
            session.proceedWith(() -> {
                exchange.commit().unwrap();
                assertThat(session.training.updates().all()).doesNotContainKey("scale.first");
                session.pauseAt(10);
            });
            assertThat(exchange.awaitOutcome().reason()).contains("there is no scale");
            assertThat(session.advance(10)).isEmpty();
            assertThat(session.training.updates().all()).containsEntry("scale.first", 10L);
            assertThat(session.parameters()).isEqualTo(untouched);
        }
    }

    /** As when a patcher is stopped, and its plan fails at an action after the switch. */
    private static Exchange stopped(SmallSession session) {
        return session.exchange("patcher:first", Optional.of(PATCHER), Optional.empty(), POLICY.withProbation(0))
                .unwrap();
    }

    @Test
    void aPatcherThatWasMergedAndIsKeptIsTakenBackUntilItsPlanIsDone() throws Exception {
        String untouched = untouched(Leaving.MERGE);
        try (SmallSession session = session(Leaving.MERGE)) {
            String before = session.parameters();
            Exchange exchange = stopped(session);
            exchange.commit().unwrap();
            assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.Committed.class);
            assertThat(session.training.model().parameters()).doesNotContainKey("scale.first");

            exchange.revert("the disk is full").unwrap();

            exchange.drain().unwrap();
            assertThat(session.parameters()).isEqualTo(before);
            assertThat(session.ledger).contains("exchanged rolled_back").doesNotContain("exchanged committed");
            assertThat(session.told()).contains("rolled back at step 5", "the disk is full");
            assertThat(session.advance(10)).isEmpty();
            assertThat(session.parameters()).isEqualTo(untouched);
            session.told();
            assertThat(steps.heard).endsWith(6L, 7L, 8L, 9L, 10L);
        }
    }

    @Test
    void whatWasMergedIsAsItWasAlsoWhenStepsWereTakenSince() throws Exception {
        try (SmallSession session = session(Leaving.MERGE)) {
            Map<String, Tensor> before = session.training.model().parameters();
            String hash = session.parameters();
            Exchange exchange = stopped(session);
            exchange.commit().unwrap();
            assertThat(session.advance(8)).isEmpty();
            exchange.revert("the disk is full").unwrap();
            assertThat(session.training.model().parameters()).isEqualTo(before);
            assertThat(session.parameters()).as("the second scale has been trained").isNotEqualTo(hash);
            assertThat(session.training.updates().all()).containsEntry("scale.first", 5L)
                    .containsEntry("scale.second", 8L);
            assertThat(session.advance(10)).isEmpty();
            assertThat(session.training.updates().all()).containsEntry("scale.first", 7L);
        }
    }

    @Test
    void anExchangeIsNotTakenBackOnceItsPlanIsDoneOrTheSessionHasChanged() throws Exception {
        try (SmallSession session = session(Leaving.MERGE)) {
            Exchange exchange = stopped(session);
            exchange.commit().unwrap();
            session.stop(6);
            assertThat(exchange.revert("too late").failure().orElseThrow().message())
                    .contains("can no longer be taken back");
            exchange.drain().unwrap();
            assertThat(session.settled()).isEqualTo(State.PAUSED);
            assertThat(session.ledger).contains("exchanged committed");
        }
        try (SmallSession session = session(Leaving.MERGE)) {
            Exchange exchange = stopped(session);
            exchange.commit().unwrap();
            exchange.drain().unwrap();
            assertThat(exchange.revert("too late").isOk()).isFalse();
        }
    }
}
