package org.athanor.exchange.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.Router;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.testing.Plugins;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.ThreadPlan;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private static final StateSnapshot STATE = new StateSnapshot("counter", 1, "{\"steps\":7}");
    private static final PluginDescriptor PLUGIN = Plugins.descriptor("router", Router.class, "r", "2.0.0",
            "counter", 1);
    private static final Handover PATIENT = handover(Duration.ofMinutes(5));
    /** Only for plugins that never return: a plugin on a busy machine may need longer. */
    private static final Handover IMPATIENT = handover(Duration.ofMillis(300));

    /** A plugin that answers what it is told to. */
    private record Answering(Callable<StateSnapshot> snapshots, Callable<Result<Result.Done>> restores)
            implements Stateful {

        @Override
        public StateSnapshot snapshot() {
            return call(snapshots);
        }

        @Override
        public Result<Result.Done> restore(StateSnapshot snapshot) {
            return call(restores);
        }

        private static <T> T call(Callable<T> answer) {
            try {
                return answer.call();
            } catch (Exception e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }

    private static Handover handover(Duration bound) {
        return new Handover((state, plugin) -> Result.ok(state), bound);
    }

    private static String refusal(ThrowingCallable handover) {
        return catchThrowableOfType(ProblemException.class, handover).problem().message();
    }

    private static void give(Handover handover, Callable<Result<Result.Done>> restores) {
        try (GenerationThreads threads = new GenerationThreads("test", ThreadPlan.SINGLE)) {
            handover.give(STATE, new Answering(() -> STATE, restores), PLUGIN, threads);
        }
    }

    private static StateSnapshot take(Handover handover, Callable<StateSnapshot> snapshots) {
        try (GenerationThreads threads = new GenerationThreads("test", ThreadPlan.SINGLE)) {
            return handover.take(new Answering(snapshots, Result::done), PLUGIN, threads);
        }
    }

    private static <T> Callable<T> never() {
        return () -> {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        };
    }

    @Test
    void aStateIsTakenAndGiven() {
        assertThat(take(PATIENT, () -> STATE)).isEqualTo(STATE);
        give(PATIENT, Result::done);
    }

    @Test
    void aSnapshotThatCannotBeReadIsNamedWithThePluginThatRefusesIt() {
        assertThat(refusal(() -> give(PATIENT, () -> Result.err(Problem.of(Problem.Kind.FAILED,
                "'steps' is no number", "counter", ""))))).isEqualTo(PLUGIN
                        + ": does not take the state over: counter: 'steps' is no number");
        assertThat(refusal(() -> give(PATIENT, () -> {
            throw new IllegalStateException("not JSON\nat all");
        }))).isEqualTo(PLUGIN + ": does not take the state over: not JSON");
    }

    @Test
    void aPluginThatGivesNoStateIsNamed() {
        assertThat(refusal(() -> take(PATIENT, () -> {
            throw new IllegalStateException("lost it");
        }))).isEqualTo(PLUGIN + ": does not give its state: lost it");
    }

    @Test
    void aPluginThatHangsIsNamedAndTheSessionGoesOn() {
        String hangs = "it has not come back within 0.3 s: it is in ";
        assertThat(refusal(() -> take(IMPATIENT, never())))
                .startsWith(PLUGIN + ": does not give its state: " + hangs);
        assertThat(refusal(() -> give(IMPATIENT, never())))
                .startsWith(PLUGIN + ": does not take the state over: " + hangs);
    }

    @Test
    void aFailedMigrationKeepsTheStateFromBeingGiven() {
        Handover failing = new Handover((state, plugin) -> Result.err(Problem.of(Problem.Kind.FAILED,
                "the migrator loses the field 'steps'")), Duration.ofSeconds(60));
        assertThat(refusal(() -> give(failing, () -> {
            throw new AssertionError("it must not be asked");
        }))).isEqualTo("the migrator loses the field 'steps'");
    }
}
