package org.athanor.exchange.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.testing.JournalBundle;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A session that has voted stands at its barrier until it hears what was decided, whatever else is asked of it. */
class VotesTest {

    private static final JournalBundle OLD = new JournalBundle("1.0.0", "Integer", "");
    private static final JournalBundle NEW = new JournalBundle("2.0.0", "Long", "");
    private static final String RUN = "work: counting\nplugins: [journal]\njournal: {every: 3}\n";

    @TempDir
    private Path home;
    private SessionContainer container;
    private Session session;
    private Bundle old;
    private Bundle fresh;

    @BeforeEach
    void start() throws BundleException, IOException {
        container = new SessionContainer(home);
        old = container.bring("old", OLD.jar());
        session = container.run("run", RUN);
        fresh = container.bring("new", NEW.jar());
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private Exchange exchange(SwapPolicy policy) {
        return session.prepare(List.of(JournalBundle.change(OLD.ref(), NEW.ref(), Map.of())), policy).unwrap();
    }

    private Exchange standing() {
        Exchange exchange = exchange(SwapPolicy.standard());
        exchange.vote().unwrap();
        return exchange;
    }

    private static String refusal(Result<?> answer) {
        return answer.failure().orElseThrow().message();
    }

    private static void assertThatItGoesOn(Session goes) {
        goes.pause().unwrap();
        goes.advance(goes.status().step() + 100).unwrap();
    }

    private String version() {
        return session.bindings().get(0).version();
    }

    /** Asks on a thread of its own; returns when the answer is waited for. */
    private static <T> FutureTask<T> asking(Callable<T> question) {
        FutureTask<T> asked = new FutureTask<>(question);
        Thread thread = new Thread(asked);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(asked).isNotDone();
        return asked;
    }

    @Test
    void itStandsWhileAnotherSessionWorksAndSwitchesWhereItStands() throws Exception {
        Session other = container.run("other", RUN);
        Exchange exchange = standing();
        long step = session.status().step();
        assertThatItGoesOn(other);

        assertThat(exchange.commit().unwrap()).isEqualTo(step);
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.Committed.class);
        exchange.drain().unwrap();
        assertThat(version()).isEqualTo("2.0.0");
        assertThat(session.swaps()).extracting(SwapRecord::outcome).containsExactly("committed");
    }

    @Test
    void itGoesOnUnchangedWhenTheExchangeIsDiscarded() throws Exception {
        Exchange exchange = standing();
        exchange.revert("another session refuses it").unwrap();
        exchange.drain().unwrap();

        assertThatItGoesOn(session);
        assertThat(version()).isEqualTo("1.0.0");
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.NotStarted.class);
        assertThat(refusal(exchange.commit())).contains("its vote is void");
    }

    @Test
    void itGoesOnByItselfWhenNothingIsDecidedAndItsVoteIsVoid() {
        Exchange exchange = exchange(SwapPolicy.standard().withVote(Duration.ofMillis(50)));
        exchange.vote().unwrap();

        assertThatItGoesOn(session);
        assertThat(refusal(exchange.vote())).contains("the session has gone on, and its vote is void");
        assertThat(refusal(exchange.commit())).contains("its vote is void");
        assertThat(version()).isEqualTo("1.0.0");
        assertThat(exchange(SwapPolicy.standard()).commit().isOk()).isTrue();
    }

    @Test
    void votingAgainWhileItStandsIsAYes() {
        Exchange exchange = standing();
        assertThat(exchange.vote().isOk()).isTrue();
        assertThat(exchange.commit().isOk()).isTrue();
    }

    @Test
    void itVotesNoWhenItHasChangedOrEnded() {
        Exchange first = exchange(SwapPolicy.standard());
        Exchange second = exchange(SwapPolicy.standard());
        Exchange third = exchange(SwapPolicy.standard());
        first.commit().unwrap();
        assertThat(refusal(second.vote())).contains("the session has changed since the exchange was prepared");
        session.stop().unwrap();
        assertThat(refusal(third.vote())).contains("the run has ended");
    }

    @Test
    void aSessionThatDoesNotReachABarrierInTimeVotesNoAndGoesOnLater() throws Exception {
        Exchange exchange = exchange(SwapPolicy.standard().withVote(Duration.ofMillis(50)));
        CountDownLatch inAStep = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        container.work().beforeStep("run", () -> {
            inAStep.countDown();
            awaitQuietly(end);
        });
        inAStep.await();
        assertThat(refusal(exchange.vote())).contains("has not reached a barrier");
        end.countDown();
        assertThatItGoesOn(session);
        assertThat(version()).isEqualTo("1.0.0");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherVoteIsRefusedAtOnceAndAnotherExchangeWaits() throws Exception {
        Exchange other = exchange(SwapPolicy.standard());
        Exchange waiting = exchange(SwapPolicy.standard());
        Exchange exchange = standing();
        assertThat(refusal(other.vote())).contains("another exchange waits for its decision");
        FutureTask<Result<Long>> committed = asking(waiting::commit);

        exchange.commit().unwrap();
        assertThat(refusal(committed.get())).contains("the session has changed since the exchange was prepared");
        assertThat(version()).isEqualTo("2.0.0");
    }

    @Test
    void whatElseIsAskedForHappensAfterTheDecision() throws Exception {
        Exchange exchange = standing();
        FutureTask<Result<String>> set = asking(() -> session.set("counting.note", "3"));
        FutureTask<Result<Result.Done>> pause = asking(session::pause);

        exchange.commit().unwrap();
        assertThat(set.get().unwrap()).isEqualTo("0");
        pause.get().unwrap();
        assertThat(session.status().state()).isEqualTo(State.PAUSED);
        exchange.drain().unwrap();
        assertThat(session.swaps()).extracting(SwapRecord::outcome, SwapRecord::reason).containsExactly(
                tuple("committed", "the session was paused after 0 of 10 steps of probation"));
    }

    @Test
    void aStopEndsTheRunAfterTheDecision() throws Exception {
        Exchange exchange = standing();
        FutureTask<Result<Result.Done>> stopped = asking(session::stop);

        exchange.commit().unwrap();
        stopped.get().unwrap();
        assertThat(exchange.awaitOutcome()).isInstanceOf(SwapOutcome.Committed.class);
        assertThat(session.report().orElseThrow().swaps()).extracting(SwapRecord::outcome).containsExactly("committed");
    }

    @Test
    void aServiceGoesAfterTheDecision() throws Exception {
        Exchange exchange = standing();
        FutureTask<Boolean> gone = asking(() -> {
            fresh.stop();
            return true;
        });

        exchange.commit().unwrap();
        gone.get();
        assertThat(exchange.awaitOutcome().reason()).contains("its service vanished");
        assertThat(version()).isEqualTo("1.0.0");
        assertThat(session.bindings().get(0).alive()).isTrue();
    }

    @Test
    void theServiceInUseGoesAfterAnExchangeWasDiscarded() throws Exception {
        Exchange exchange = standing();
        FutureTask<Boolean> gone = asking(() -> {
            old.stop();
            return true;
        });

        exchange.revert("another session refuses it").unwrap();
        gone.get();
        assertThatItGoesOn(session);
        assertThat(session.bindings().get(0).alive()).isFalse();
    }
}
