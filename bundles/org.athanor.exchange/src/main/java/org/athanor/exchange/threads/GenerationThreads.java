package org.athanor.exchange.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.athanor.exchange.peer.Roster;
import org.athanor.exchange.peer.Serving;
import org.athanor.exchange.work.ThreadPlan;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run the plugin code of one generation. They end with the generation, so that nothing which plugin
 * code leaves on a thread can keep its class loader alive.
 */
public final class GenerationThreads implements AutoCloseable {

    private static final String GIVEN_UP = "it was given up";

    /** How long a thread of a session that is at rest waits for something to do. */
    private static final long AT_REST_MILLIS = 500;

    private final int count;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor side;
    private final Set<Task<?>> waitedFor = ConcurrentHashMap.newKeySet();
    private final Patience session;
    private volatile Patience patience;
    private volatile boolean givenUp;
    private volatile Optional<Roster> roster = Optional.empty();

    /** Starts threads on which nothing counts as hanging. */
    public GenerationThreads(String name, ThreadPlan plan) {
        this(name, plan, Patience.always(Long.MAX_VALUE));
    }

    /**
     * Starts the threads.
     *
     * @param name prefix of the threads' names
     * @param plan how many threads compute side by side, and how they are set up
     * @param patience how long a task on a worker thread, or {@link #within}, may take before it counts as hanging; it
     *     learns from those that come back; generations of one session share it
     */
    public GenerationThreads(String name, ThreadPlan plan, Patience patience) {
        this.session = patience;
        this.patience = patience;
        this.count = plan.workers();
        this.workers = new ThreadPoolExecutor(count, count, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(),
                new NamedThreads(name + "-worker-", plan.setUp()));
        this.side = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(),
                new NamedThreads(name + "-side-", plan.setUp()));
    }

    /** Returns how many threads compute side by side. */
    public int workers() {
        return count;
    }

    /** Lets what runs on these threads from now on find the plugins of their generation as peers. */
    public void serve(Roster generation) {
        roster = Optional.of(generation);
    }

    /** Sets how long a task on a worker thread, or {@link #within}, may take from now on, whatever others took. */
    public void bound(long millis) {
        patience = Patience.always(millis);
    }

    /** Returns how many milliseconds a task may take now. */
    public long bound() {
        return patience.millis();
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
        long start = System.nanoTime();
        long millis = bound();
        List<Task<T>> all = new ArrayList<>(tasks.size());
        tasks.forEach(task -> all.add(submit(workers, task)));
        List<T> results = new ArrayList<>(tasks.size());
        @Nullable Throwable failure = null;
        for (Task<T> task : all) {
            try {
                results.add(get(task, millis));
            } catch (HangException e) {
                all.forEach(each -> each.future().cancel(true));
                throw e;
            } catch (Throwable e) {
                failure = failure == null ? e : failure;
            }
        }
        rethrow(failure);
        patience.took(System.nanoTime() - start);
        return results;
    }

    /**
     * Runs one task on a side thread and waits for it no longer than the bound; throws what it threw.
     *
     * @throws HangException when the task has not ended in time; it has been interrupted and may still run
     */
    public <T> T within(Callable<T> task) {
        long start = System.nanoTime();
        T result = within(bound(), task);
        patience.took(System.nanoTime() - start);
        return result;
    }

    /** Runs one task on a side thread like {@link #within(Callable)}, with a bound of its own. */
    public <T> T within(long millis, Callable<T> task) {
        Task<T> submitted = submit(side, task);
        try {
            return get(submitted, millis);
        } catch (HangException e) {
            submitted.future().cancel(true);
            throw e;
        } catch (Throwable e) {
            rethrow(e);
            throw new AssertionError(e);
        }
    }

    /**
     * As {@link #within(long, Callable)}, and no longer than until the calling thread is interrupted: whoever asked for
     * it does not want it any more.
     *
     * @throws InterruptedException when it is; the task has been interrupted and may still run
     */
    public <T> T interruptibly(long millis, Callable<T> task) throws InterruptedException {
        Task<T> submitted = submit(side, task);
        try {
            return get(submitted, millis, true);
        } catch (HangException | InterruptedException e) {
            submitted.future().cancel(true);
            throw e;
        } catch (Throwable e) {
            rethrow(e);
            throw new AssertionError(e);
        }
    }

    /** Runs one task on a side thread and waits for it; throws what it threw. */
    public <T> T call(Callable<T> task) {
        return within(Long.MAX_VALUE, task);
    }

    /** Lets threads end that have nothing to do. Whatever is still asked for gets a new one. */
    public void rest() {
        for (ThreadPoolExecutor threads : List.of(workers, side)) {
            threads.setKeepAliveTime(AT_REST_MILLIS, TimeUnit.MILLISECONDS);
            threads.allowCoreThreadTimeOut(true);
        }
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

    /** Lets whoever waits for these threads wait no longer, whether or not what they do heeds an interrupt. */
    public void giveUp() {
        givenUp = true;
        waitedFor.forEach(task -> task.future().cancel(true));
    }

    /**
     * Returns whether all that was waited for on threads that share this patience has come back. Otherwise plugin code
     * that was given up may still work on what it was given.
     */
    public boolean quiet() {
        return !session.wasLost();
    }

    /** Returns what each thread that is waited for does now, innermost call first. */
    public List<List<StackTraceElement>> standing() {
        return waitedFor.stream().map(task -> List.of(task.stack())).toList();
    }

    /** Waits until all threads have ended after {@link #close}. Returns whether they have. */
    public boolean ended(long millis) throws InterruptedException {
        return workers.awaitTermination(millis, TimeUnit.MILLISECONDS)
                && side.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }

    private <T> Task<T> submit(ExecutorService threads, Callable<T> work) {
        if (givenUp) {
            throw new IllegalStateException(GIVEN_UP);
        }
        AtomicReference<Optional<Thread>> thread = new AtomicReference<>(Optional.empty());
        Callable<T> carried = Serving.carried(roster, work);
        return new Task<>(threads.submit(() -> {
            thread.set(Optional.of(Thread.currentThread()));
            return carried.call();
        }), thread);
    }

    private <T> T get(Task<T> task, long millis) throws Throwable {
        return get(task, millis, false);
    }

    private <T> T get(Task<T> task, long millis, boolean heeding) throws Throwable {
        boolean interrupted = false;
        waitedFor.add(task);
        try {
            if (givenUp) {
                task.future().cancel(true);
            }
            while (true) {
                try {
                    return task.future().get(millis, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    if (heeding) {
                        session.lose();
                        throw e;
                    }
                    interrupted = true;
                } catch (TimeoutException e) {
                    session.lose();
                    throw new HangException(millis, task.stack());
                } catch (CancellationException e) {
                    session.lose();
                    throw new IllegalStateException(GIVEN_UP, e);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }
        } finally {
            waitedFor.remove(task);
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
}
