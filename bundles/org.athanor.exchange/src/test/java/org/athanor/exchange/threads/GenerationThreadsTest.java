package org.athanor.exchange.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.athanor.exchange.testing.Nothing;
import org.athanor.exchange.work.ThreadPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class GenerationThreadsTest {

    private static final ThreadPlan TWO = new ThreadPlan(2, () -> { });

    private final CountDownLatch end = new CountDownLatch(1);
    private final GenerationThreads threads = new GenerationThreads("test", TWO);

    @AfterEach
    void letEverythingEnd() throws InterruptedException {
        end.countDown();
        threads.close();
        assertThat(threads.ended(60_000)).isTrue();
    }

    /** Does not heed an interrupt, as a loop does. */
    private Integer stubborn() {
        boolean interrupted = true;
        while (interrupted) {
            try {
                end.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return 1;
    }

    @Test
    void whatDoesNotComeBackIsToldWithTheCallThatItIsIn() {
        threads.bound(50);
        String where = "it has not come back within 0.05 s: it is in " + GenerationThreadsTest.class.getName()
                + ".stubborn";
        assertThatThrownBy(() -> threads.within(this::stubborn)).isInstanceOf(HangException.class).hasMessage(where);
        List<Callable<Integer>> tasks = List.of(() -> 0, this::stubborn);
        assertThatThrownBy(() -> threads.all(tasks)).isInstanceOf(HangException.class).hasMessage(where);
    }

    @Test
    void whoeverIsInterruptedWaitsNoLongerWhereHeMayAndOtherwiseDoes() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(threads.within(() -> 1)).isEqualTo(1);
        assertThat(threads.quiet()).isTrue();
        assertThatThrownBy(() -> threads.interruptibly(Long.MAX_VALUE, this::stubborn))
                .isInstanceOf(InterruptedException.class);
        assertThat(threads.quiet()).isFalse();
    }

    @Test
    void whoeverWaitsForWhatIsGivenUpWaitsNoLonger() throws Exception {
        FutureTask<String> waiting = new FutureTask<>(() -> {
            try {
                return "came back with " + threads.within(this::stubborn);
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        });
        Thread waiter = new Thread(waiting);
        waiter.start();
        while (threads.standing().stream().noneMatch(calls -> calls.stream()
                .anyMatch(call -> call.getMethodName().equals("stubborn")))) {
            Thread.onSpinWait();
        }
        threads.giveUp();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("it was given up");
        assertThatThrownBy(() -> threads.within(() -> 1)).hasMessage("it was given up");
        assertThat(threads.standing()).isEmpty();
    }

    @Test
    void theBoundGrowsWithWhatTakesLongAndNeverFallsBelowTheLeast() {
        Patience patience = Patience.of(Nothing.of(BundleContext.class));
        assertThat(patience.millis()).isEqualTo(600_000);
        Patience checkpoints = patience.forLongCalls();
        assertThat(checkpoints.millis()).isEqualTo(600_000);
        checkpoints.took(TimeUnit.SECONDS.toNanos(2));
        assertThat(checkpoints.millis()).isEqualTo(300_000);
        Patience constant = Patience.always(50);
        constant.took(TimeUnit.SECONDS.toNanos(2));
        assertThat(constant.millis()).isEqualTo(50);
        patience.took(TimeUnit.SECONDS.toNanos(2));
        assertThat(patience.millis()).isEqualTo(60_000);
        patience.took(TimeUnit.SECONDS.toNanos(90));
        patience.took(TimeUnit.SECONDS.toNanos(3));
        assertThat(patience.millis()).isEqualTo(900_000);
    }
}
