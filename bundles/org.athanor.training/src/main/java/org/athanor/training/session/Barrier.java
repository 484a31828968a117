package org.athanor.training.session;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The place between two steps where everything that changes a session happens, in the order in which it was asked
 * for. After the session has ended, what is asked for happens on the asking thread.
 */
final class Barrier {

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private Thread owner = Thread.currentThread();
    private boolean closed;

    /** Makes the calling thread the session's thread. */
    synchronized void own() {
        owner = Thread.currentThread();
    }

    /** Asks for {@code task} at the next barrier. */
    <T> CompletableFuture<T> submit(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                answer.complete(task.call());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        };
        synchronized (this) {
            if (!closed && Thread.currentThread() != owner) {
                tasks.add(run);
                return answer;
            }
            run.run();
        }
        return answer;
    }

    /** Asks for {@code task} at the next barrier and waits for its answer; throws what it threw. */
    <T> T call(Callable<T> task) {
        try {
            return submit(task).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Asks for {@code task} and waits for it no longer than the bound. Returns whether it was done in time. */
    boolean within(long millis, Callable<?> task) {
        try {
            submit(task).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Does everything that was asked for. Called by the session's thread. */
    void cross() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Waits for something to be asked for and does it. Called by the session's thread. */
    void await() throws InterruptedException {
        tasks.take().run();
        cross();
    }

    /** From now on, what is asked for happens at once on the asking thread, one at a time. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        cross();
    }
}
