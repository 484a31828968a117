package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place between two steps where everything that changes a session happens, in the order in which it was asked
 * for. After the session has ended, what is asked for happens on the asking thread.
 */
public final class Barrier {

    private static final Logger LOG = LoggerFactory.getLogger(Barrier.class);

    /** Longer than any step of sense takes, the evaluation after it included. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final BlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
    private final Duration patience;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable Thread owner = Thread.currentThread();
    private volatile Runnable wake = () -> { };
    private volatile boolean closed;

    /** A barrier that is reached within five minutes, or its session hangs. */
    public Barrier() {
        this(PATIENCE);
    }

    Barrier(Duration patience) {
        this.patience = patience;
    }

    /** What was asked for, what comes after it at the same barrier, and its answer, which is there in between. */
    private record Task<T>(Callable<T> work, Consumer<T> after, CompletableFuture<T> answer) implements Runnable {

        @Override
        public void run() {
            T result;
            try {
                result = work.call();
            } catch (Throwable e) {
                answer.completeExceptionally(e);
                return;
            }
            answer.complete(result);
            after.accept(result);
        }
    }

    /** Makes the calling thread the session's thread. */
    public void own() {
        handTo(Thread.currentThread());
    }

    /**
     * Makes a thread the session's thread, which may not run yet: from now on, what anybody else asks for waits until
     * it reaches its first barrier.
     */
    public void handTo(Thread thread) {
        owner = thread;
    }

    /** Lets {@code action} hear that something is asked for, on the asking thread. */
    public void onAsked(Runnable action) {
        wake = action;
    }

    /** Asks for {@code task} at the next barrier. */
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return ask(task, result -> { }).answer;
    }

    /** Asks at the next barrier for what nobody waits for; what it throws is in the log. */
    public void post(Callable<?> task) {
        var unused = submit(task).exceptionally(failure -> {
            LOG.error("What was asked for at a barrier failed", failure);
            throw new CompletionException(failure);
        });
    }

    private <T> Task<T> ask(Callable<T> work, Consumer<T> after) {
        Task<T> task = new Task<>(work, after, new CompletableFuture<>());
        if (Thread.currentThread() == owner) {
            task.run();
            return task;
        }
        tasks.add(task);
        if (closed) {
            drain();
        } else {
            wake.run();
        }
        return task;
    }

    /** Without a session's thread, whoever asks does what all have asked for; one thread at a time. */
    private void drain() {
        while (!tasks.isEmpty() && draining.compareAndSet(false, true)) {
            owner = Thread.currentThread();
            try {
                cross();
            } finally {
                owner = null;
                draining.set(false);
            }
        }
    }

    /**
     * Asks for {@code work} at the next barrier and waits for its answer; throws what it threw.
     *
     * @throws ProblemException when no barrier was reached in time; the work is not done any more then
     */
    public <T> T call(Callable<T> work) {
        return call(patience, work, result -> { });
    }

    /**
     * Asks for {@code work} at the next barrier and waits for its answer, no longer than {@code bound} for its
     * beginning; throws what it threw.
     *
     * @param after comes after it at the same barrier, when it has not thrown; the answer does not wait for it
     * @throws ProblemException when no barrier was reached in time; the work is not done any more then
     */
    <T> T call(Duration bound, Callable<T> work, Consumer<T> after) {
        Task<T> task = ask(work, after);
        try {
            // Once it has begun it is waited for: it must not change a session that was told of as unchanged.
            if (!answeredInTime(bound, task.answer) && tasks.remove(task)) {
                throw new ProblemException(Problem.of(Kind.FAILED, "has not reached a barrier for "
                        + bound.toSeconds() + " s; what was asked for was not begun", "",
                        "a step may hang: see the log, or end the run with train:stop --force"));
            }
            return task.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** No interrupt shortens the wait: whoever takes a change back must not stop half-way. */
    private static boolean answeredInTime(Duration bound, CompletableFuture<?> answer) {
        long deadline = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (ExecutionException e) {
                    return true;
                } catch (TimeoutException e) {
                    return false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks for {@code task} and waits for it no longer than the bound. Returns whether it was done in time. */
    public boolean within(long millis, Callable<?> task) {
        try {
            submit(task).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Does everything that was asked for. Called by the session's thread. */
    public void cross() {
        for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Waits for something to be asked for and does it. Called by the session's thread. */
    public void await() throws InterruptedException {
        tasks.take().run();
        cross();
    }

    /** From now on, what is asked for happens at once on an asking thread, one at a time. */
    public void close() {
        closed = true;
        owner = null;
        drain();
    }
}
