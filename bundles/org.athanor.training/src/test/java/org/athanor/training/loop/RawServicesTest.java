package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.state.StateSnapshot;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Cooling;
import org.athanor.training.loop.SmallPlugins.Steps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that come and go without a plan. */
class RawServicesTest {

    private static final long TOKENIZER = 1;
    private static final long OBJECTIVE = 2;
    private static final long OPTIMIZER = 3;
    private static final long LOGGER = 4;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(3);

    @TempDir
    private Path folder;
    private final Causal causal = new Causal();
    private final Cooling cooling = new Cooling();
    private final Steps steps = new Steps();
    private SmallSession session;

    @BeforeEach
    void train() {
        Map<String, Object> plugins = SmallPlugins.base(causal, cooling);
        plugins.put("logger:steps", steps);
        session = new SmallSession(folder, 1_000_000, plugins).run(3);
    }

    @AfterEach
    void stop() throws Exception {
        session.close();
    }

    @Test
    void aStepThatFailsEndsTheRunAlsoWhileAnOptionalPluginIsGone() throws Exception {
        session.stop(LOGGER);
        causal.failure = Optional.of(new IllegalStateException("out of ideas"));
        session.proceed();
        assertThat(session.end()).isEqualTo(State.FAILED);
        assertThat(causal.failed).hasValueLessThan(10);
    }

    @Test
    void aNewVersionThatFailsIsTakenBackAlsoWhileAnOptionalPluginIsGone() throws Exception {
        session.stop(LOGGER);
        long bundle = session.start("objective:causal", Causal.failing(new IllegalStateException("no loss")));
        Exchange exchange = session.exchange("objective:causal", Optional.of(OBJECTIVE), Optional.of(bundle), POLICY)
                .unwrap();
        session.proceedWith(() -> exchange.commit().unwrap());
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.RolledBack.class);
        exchange.drain().unwrap();
        assertThat(session.settled()).isEqualTo(State.RUNNING);
    }

    @Test
    void aLoggerThatWasStoppedAndThenReplacedIsForgotten() throws Exception {
        session.stop(LOGGER);
        Steps fresh = new Steps();
        long bundle = session.start("logger:steps", fresh);
        assertThat(session.settled()).as("only a plan brings another bundle in").isEqualTo(State.PAUSED);
        Exchange exchange = session.exchange("logger:steps", Optional.of(LOGGER), Optional.of(bundle), POLICY)
                .unwrap();
        exchange.commit().unwrap();
        exchange.drain().unwrap();
        assertThat(session.slots.missing()).isEmpty();
        assertThat(session.advance(5)).isEmpty();
        session.told();
        assertThat(fresh.heard).containsExactly(4L, 5L);
        assertThat(steps.heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aMandatoryPluginThatIsBackIsEnoughToGoOn() throws Exception {
        session.stop(LOGGER);
        session.stop(TOKENIZER);
        assertThat(session.settled()).isEqualTo(State.WAITING);
        assertThat(session.state.detail()).isEqualTo("tokenizer:letters");
        session.restart(TOKENIZER, SmallPlugins.LETTERS, false);
        assertThat(session.settled()).isEqualTo(State.PAUSED);
        assertThat(session.advance(5)).isEmpty();
        assertThat(session.slots.bindings()).contains(new Binding("steps", "logger", "steps",
                SmallContainer.bundle("logger:steps", LOGGER), true, false, Map.of()));

        session.restart(LOGGER, steps, false);
        assertThat(session.advance(7)).isEmpty();
        session.told();
        assertThat(steps.heard).containsExactly(1L, 2L, 3L, 6L, 7L);
        assertThat(session.slots.bindings()).allMatch(Binding::alive);
        assertThat(session.slots.bindings().get(3).name()).as("it comes to its place").isEqualTo("steps");
    }

    @Test
    void anOptionalPluginThatComesBackBrokenStopsNothing() throws Exception {
        session.stop(LOGGER);
        session.restart(LOGGER, steps, true);
        assertThat(session.settled()).isEqualTo(State.PAUSED);
        assertThat(session.told()).contains("goes on without logger:steps: bundle 4 does not start");
        assertThat(session.advance(5)).isEmpty();

        session.stop(TOKENIZER);
        session.restart(TOKENIZER, SmallPlugins.LETTERS, false);
        assertThat(session.settled()).isEqualTo(State.PAUSED);
        assertThat(session.advance(7)).isEmpty();
    }

    @Test
    void otherPluginsAreExchangedWhileAnOptionalOneIsGone() throws Exception {
        session.stop(LOGGER);
        long bundle = session.start("objective:causal", new Causal());
        Exchange exchange = session.exchange("objective:causal", Optional.of(OBJECTIVE), Optional.of(bundle), POLICY)
                .unwrap();
        session.proceedWith(() -> {
            exchange.commit().unwrap();
            session.restart(LOGGER, steps, false);
        });
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.Committed.class);
        exchange.drain().unwrap();
        assertThat(steps.more.await(60, TimeUnit.SECONDS)).as("it is back after the probation").isTrue();
        assertThat(steps.heard).doesNotContain(4L);
        assertThat(session.slots.bindings()).allMatch(Binding::alive);
    }

    @Test
    void aPlanTakesAPluginOutThatIsGoneAlready() throws Exception {
        session.stop(LOGGER);
        session.stop(TOKENIZER);
        session.restart(TOKENIZER, SmallPlugins.LETTERS, false);
        assertThat(session.settled()).isEqualTo(State.PAUSED);
        Exchange exchange = session.exchange("logger:steps", Optional.of(LOGGER), Optional.empty(),
                POLICY.withProbation(0)).unwrap();
        exchange.commit().unwrap();
        exchange.drain().unwrap();
        assertThat(session.slots.bindings()).extracting(Binding::name).doesNotContain("steps");
        session.restart(LOGGER, steps, false);
        assertThat(session.advance(5)).isEmpty();
        assertThat(steps.heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theStateOfAPluginThatIsStoppedIsHandedToItsSuccessor() throws Exception {
        StateSnapshot left = cooling.snapshot();
        Cooling fresh = new Cooling();
        session.stop(OPTIMIZER);
        session.restart(OPTIMIZER, fresh, false);
        assertThat(session.settled()).isEqualTo(State.PAUSED);
        assertThat(fresh.snapshot()).isEqualTo(left);
        assertThat(session.advance(5)).isEmpty();
        assertThat(fresh.calls).hasValueGreaterThan(cooling.calls.get());
    }
}
