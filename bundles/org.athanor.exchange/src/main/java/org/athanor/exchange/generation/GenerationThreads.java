package org.athanor.exchange.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.athanor.exchange.peer.Roster;
import org.athanor.exchange.peer.Serving;
import org.athanor.exchange.work.ThreadPlan;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run the plugin code of one generation. They end with the generation, so that nothing which plugin
 * code leaves on a thread can keep its class loader alive.
 */
public final class GenerationThreads implements AutoCloseable {

    private final int count;
    private final ExecutorService workers;
    private final ExecutorService side;
    private volatile long boundMillis = Long.MAX_VALUE;
    private volatile Optional<Roster> roster = Optional.empty();

    /**
     * Starts the threads.
     *
     * @param name prefix of the threads' names
     * @param plan how many threads compute side by side, and how they are set up
     */
    public GenerationThreads(String name, ThreadPlan plan) {
        this.count = plan.workers();
        this.workers = Executors.newFixedThreadPool(count, named(name + "-worker-", plan.setUp()));
        this.side = Executors.newCachedThreadPool(named(name + "-side-", plan.setUp()));
    }

    /** Returns how many threads compute side by side. */
    public int workers() {
        return count;
    }

    /** Lets what runs on these threads from now on find the plugins of their generation as peers. */
    void serve(Roster generation) {
        roster = Optional.of(generation);
    }

    /** Sets how long a task on a worker thread, or {@link #within}, may take before it counts as hanging. */
    public void bound(long millis) {
        boundMillis = millis;
    }

    /** Returns the bound in milliseconds. */
    public long bound() {
        return boundMillis;
    }

    /** Returns the executor for everything else: reading data, storage, calls. */
    public Executor side() {
        return task -> side.execute(Serving.carried(roster, task));
    }

    /** Lets every worker thread start and set itself up, so that the first step need not. */
    public void warm() {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(() -> 0);
        }
        all(tasks);
    }

    /**
     * Runs tasks on the worker threads and waits for all of them.
     *
     * @return their results in order
     * @throws RuntimeException what the first task in order that failed threw; the others have ended too
     * @throws HangException when a task has not ended within the bound; it may still run
     */
    public <T> List<T> all(List<? extends Callable<T>> tasks) {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        tasks.forEach(task -> futures.add(workers.submit(Serving.carried(roster, task))));
        List<T> results = new ArrayList<>(tasks.size());
        @Nullable Throwable failure = null;
        for (Future<T> future : futures) {
            try {
                results.add(get(future, boundMillis));
            } catch (TimeoutException e) {
                interrupt();
                throw new HangException(boundMillis);
            } catch (Throwable e) {
                failure = failure == null ? e : failure;
            }
        }
        rethrow(failure);
        return results;
    }

    /**
     * Runs one task on a side thread and waits for it no longer than the bound; throws what it threw.
     *
     * @throws HangException when the task has not ended in time; it has been interrupted and may still run
     */
    public <T> T within(Callable<T> task) {
        return within(boundMillis, task);
    }

    /** Runs one task on a side thread like {@link #within(Callable)}, with a bound of its own. */
    public <T> T within(long millis, Callable<T> task) {
        Future<T> future = side.submit(Serving.carried(roster, task));
        try {
            return get(future, millis);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new HangException(millis);
        } catch (Throwable e) {
            rethrow(e);
            throw new AssertionError(e);
        }
    }

    /** Runs one task on a side thread and waits for it; throws what it threw. */
    public <T> T call(Callable<T> task) {
        return within(Long.MAX_VALUE, task);
    }

    @Override
    public void close() {
        workers.shutdown();
        side.shutdown();
    }

    /** Interrupts what runs and ends the threads. */
    public void interrupt() {
        workers.shutdownNow();
        side.shutdownNow();
    }

    /** Waits until all threads have ended after {@link #close}. Returns whether they have. */
    public boolean ended(long millis) throws InterruptedException {
        return workers.awaitTermination(millis, TimeUnit.MILLISECONDS)
                && side.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }

    private static <T> T get(Future<T> future, long millis) throws Throwable {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(millis, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private static ThreadFactory named(String prefix, Runnable setUp) {
        AtomicInteger next = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(() -> {
                setUp.run();
                task.run();
            }, prefix + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
