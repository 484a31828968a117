package org.athanor.exchange.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.testing.SessionContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several may wait for a pause of one session; each of them is answered. */
class AdvanceTest {

    private static final long NEVER = Long.MAX_VALUE - 1;

    @TempDir
    private Path home;
    private SessionContainer container;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        container = new SessionContainer(home);
        session = container.run("run", "work: counting\n");
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    private FutureTask<Result<Result.Done>> waiting(long step) {
        FutureTask<Result<Result.Done>> asked = new FutureTask<>(() -> session.advance(step));
        Thread thread = new Thread(asked);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return asked;
    }

    @Test
    void whoeverWaitsForAnotherStepHearsThatSomebodyElseHasAskedSince() throws Exception {
        FutureTask<Result<Result.Done>> first = waiting(NEVER);
        session.pause().unwrap();
        long step = session.status().step() + 10;

        session.advance(step).unwrap();
        assertThat(session.status().step()).isEqualTo(step);
        assertThat(session.status().state()).isEqualTo(State.PAUSED);
        assertThat(first.get().failure().orElseThrow().message()).contains("pauses after step " + step,
                "not after step " + NEVER);
    }

    @Test
    void twoThatWaitForTheSameStepAreBothAnsweredThere() throws Exception {
        session.pause().unwrap();
        long step = session.status().step() + 2;
        CountDownLatch both = new CountDownLatch(1);
        container.work().beforeStep("run", () -> {
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        FutureTask<Result<Result.Done>> first = waiting(step);
        FutureTask<Result<Result.Done>> second = waiting(step);
        both.countDown();

        first.get().unwrap();
        second.get().unwrap();
        assertThat(session.status().step()).isEqualTo(step);
    }

    @Test
    void allHearThatTheRunHasEnded() throws Exception {
        FutureTask<Result<Result.Done>> first = waiting(NEVER);
        FutureTask<Result<Result.Done>> second = waiting(NEVER);
        session.stop().unwrap();

        assertThat(first.get().failure().orElseThrow().message()).contains("the run has ended");
        assertThat(second.get().failure().orElseThrow().message()).contains("the run has ended");
    }
}
