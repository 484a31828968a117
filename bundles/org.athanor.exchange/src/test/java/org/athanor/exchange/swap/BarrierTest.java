package org.athanor.exchange.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.athanor.api.plugin.ProblemException;
import org.junit.jupiter.api.Test;

class BarrierTest {

    private final Barrier barrier = new Barrier();

    private Thread owner(Runnable body) {
        Thread thread = new Thread(() -> {
            barrier.own();
            body.run();
        });
        thread.start();
        return thread;
    }

    @Test
    void tasksHappenInOrderWhenTheOwnerCrosses() throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch owned = new CountDownLatch(1);
        Thread owner = owner(() -> {
            owned.countDown();
            awaitQuietly(asked);
            barrier.cross();
        });
        owned.await();
        for (int i = 0; i < 100; i++) {
            int number = i;
            barrier.post(() -> order.add(number));
        }
        CompletableFuture<Integer> last = barrier.submit(order::size);
        assertThat(last).isNotDone();
        asked.countDown();
        owner.join();
        assertThat(last.join()).isEqualTo(100);
        assertThat(order).isSorted();
    }

    @Test
    void aTaskThatThrowsFailsItsCallerAndNobodyElse() throws InterruptedException {
        CountDownLatch owned = new CountDownLatch(1);
        AtomicBoolean answered = new AtomicBoolean();
        Thread owner = owner(() -> {
            owned.countDown();
            try {
                // One wait may do both tasks.
                while (!answered.get()) {
                    barrier.await();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        owned.await();
        assertThatThrownBy(() -> barrier.call(() -> {
            throw new IllegalStateException("no");
        })).isInstanceOf(IllegalStateException.class).hasMessage("no");
        assertThat(barrier.<Boolean>call(() -> answered.getAndSet(true))).isFalse();
        owner.join();
    }

    @Test
    void whatTheOwnerAsksForHappensAtOnce() throws InterruptedException {
        List<String> done = new ArrayList<>();
        Thread owner = owner(() -> done.add(barrier.call(() -> "inside")));
        owner.join();
        assertThat(done).containsExactly("inside");
    }

    @Test
    void whoHandsTheBarrierOverWaitsForItsThreadToo() throws InterruptedException {
        Thread next = new Thread(barrier::cross);
        barrier.handTo(next);
        CompletableFuture<Thread> done = barrier.submit(Thread::currentThread);
        assertThat(done).isNotDone();
        next.start();
        assertThat(done.join()).isSameAs(next);
        next.join();
    }

    @Test
    void afterTheEndTasksHappenOnTheAskingThread() throws InterruptedException {
        owner(barrier::close).join();
        Thread here = Thread.currentThread();
        assertThat(barrier.<Thread>call(Thread::currentThread)).isSameAs(here);
    }

    @Test
    void nothingAskedForIsLostAtTheEnd() throws InterruptedException {
        CountDownLatch owned = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Thread owner = owner(() -> {
            owned.countDown();
            awaitQuietly(asked);
            barrier.close();
        });
        owned.await();
        CompletableFuture<String> answer = barrier.submit(() -> "done");
        asked.countDown();
        owner.join();
        assertThat(answer.join()).isEqualTo("done");
    }

    @Test
    void whatTheOwnerDidNotReachInTimeIsNotDoneLater() throws InterruptedException {
        Barrier impatient = new Barrier(Duration.ofMillis(1));
        CountDownLatch owned = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread owner = new Thread(() -> {
            impatient.own();
            owned.countDown();
            awaitQuietly(told);
            impatient.cross();
        });
        owner.start();
        owned.await();
        assertThatThrownBy(() -> impatient.call(() -> done.getAndSet(true))).isInstanceOf(ProblemException.class)
                .hasMessageContaining("has not reached a barrier for 0 s; what was asked for was not begun");
        told.countDown();
        owner.join();
        assertThat(done).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
