package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Cooling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run when something is thrown, exceptions and errors alike. */
class FailingStepsTest {

    private static final long STEPS = 40;
    private static final long OBJECTIVE = 2;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(20);

    @TempDir
    private Path folder;
    private final Cooling cooling = new Cooling();
    private SmallSession session;

    @BeforeEach
    void train() {
        session = new SmallSession(folder, STEPS, SmallPlugins.base(new Causal(), cooling)).run(3);
    }

    @AfterEach
    void stop() throws Exception {
        session.close();
    }

    private Exchange exchanged(Causal fresh) {
        Exchange exchange = session.exchange("objective:causal", Optional.of(OBJECTIVE),
                Optional.of(session.start("objective:causal", fresh)), POLICY).unwrap();
        session.proceedWith(() -> exchange.commit().unwrap());
        return exchange;
    }

    @Test
    void aNewVersionThatThrowsAnErrorIsTakenBack() throws Exception {
        Exchange exchange = exchanged(Causal.failing(new AssertionError("not on my watch")));
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.RolledBack.class);
        assertThat(exchange.awaitOutcome().reason()).contains("not on my watch");
        assertThat(session.end()).isEqualTo(State.COMPLETED);
    }

    @Test
    void anUpdateThatIsTornByAnErrorIsNotWritten() throws Exception {
        cooling.halfWay = Optional.of(new OutOfMemoryError("Physical memory usage is too high"));
        assertThat(session.advance(5).orElseThrow().message()).contains("Physical memory usage is too high");
        assertThat(session.end()).isEqualTo(State.FAILED);
        assertThat(session.checkpoints).isEmpty();
    }

    @Test
    void anExchangeOnProbationIsNotKeptWhenTheRunEndsByAFailure() throws Exception {
        cooling.halfWay = Optional.of(new StackOverflowError());
        Exchange exchange = exchanged(new Causal());
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.RolledBack.class);
        assertThat(session.end()).isEqualTo(State.FAILED);
        assertThat(session.checkpoints).isEmpty();
        assertThat(session.ledger).contains("exchanged rolled_back").doesNotContain("exchanged committed");
    }

    @Test
    void aRunWhoseEndFailsHasAnEndNevertheless() throws Exception {
        session.atCheckpoint = () -> {
            throw new OutOfMemoryError("no room for a checkpoint");
        };
        session.proceed();
        assertThat(session.end()).isEqualTo(State.FAILED);
        assertThat(session.state.detail()).contains("no room for a checkpoint");
        assertThat(session.settled()).isEqualTo(State.FAILED);
    }

    @Test
    void aPauseThatIsAskedForInAStepThatFailsKeepsNothing() throws Exception {
        Causal fresh = Causal.failing(new IllegalStateException("no loss"));
        fresh.before = session::pauseSoon;
        Exchange exchange = exchanged(fresh);
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.RolledBack.class);
        assertThat(session.settled()).isEqualTo(State.PAUSED);
        session.proceed();
        assertThat(session.end()).isEqualTo(State.COMPLETED);
        assertThat(session.checkpoints).isEqualTo(List.of(STEPS));
    }
}
