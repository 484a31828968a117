package org.athanor.itests.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;

/** Threads that call a route of a session at a rate, each call with an id of its own, and check every answer. */
final class Callers implements AutoCloseable {

    private static final int THREADS = 8;
    private static final long PATIENCE_SECONDS = 120;

    private final Session session;
    private final long intervalNanos;
    private final AtomicInteger ids = new AtomicInteger();
    private final Semaphore answered = new Semaphore(0);
    private final List<String> wrong = new ArrayList<>();
    private final List<Thread> threads;
    /** The duration of each call in nanoseconds, by id; negative for one during an exchange. */
    private final int[] nanos = new int[EchoHandler.MOST_CALLS];
    private final long start = System.nanoTime();
    private volatile boolean exchanging;
    private volatile boolean stopping;

    /** Starts to call. */
    Callers(Session session, int perSecond) {
        this.session = session;
        this.intervalNanos = THREADS * 1_000_000_000L / perSecond;
        this.threads = IntStream.range(0, THREADS).mapToObj(number -> new Thread(this::call, "caller-" + number))
                .toList();
        threads.forEach(Thread::start);
    }

    private void call() {
        long due = System.nanoTime();
        while (!stopping) {
            // A caller that is late makes up for it.
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            due += intervalNanos;
            int id = ids.getAndIncrement();
            boolean during = exchanging;
            long begin = System.nanoTime();
            Result<String> answer = session.call(ComponentJar.ROUTE, Map.of(EchoHandler.ID, Integer.toString(id)));
            int took = (int) Math.min(Integer.MAX_VALUE, System.nanoTime() - begin);
            nanos[id] = during || exchanging ? -took : took;
            String words = answer.orElse(problem -> problem.message());
            if (!words.equals("answer to " + id)) {
                note("call " + id + ": " + words);
            }
            answered.release();
        }
    }

    private synchronized void note(String what) {
        wrong.add(what);
    }

    /** Marks the calls from now on. */
    void exchanging(boolean now) {
        exchanging = now;
    }

    /** Waits until so many more calls have been answered. */
    void goOnFor(int calls) throws InterruptedException {
        answered.drainPermits();
        if (!answered.tryAcquire(calls, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("calls are no longer answered: " + wrong());
        }
    }

    /** Stops calling and returns the number of calls. */
    int stop() throws InterruptedException {
        close();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.print(table());
        return ids.get();
    }

    /** Stops calling. */
    @Override
    public void close() {
        stopping = true;
    }

    /** Returns the calls with another answer than their own. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    private String table() {
        int[] calls = Arrays.copyOf(nanos, ids.get());
        return String.format(Locale.ROOT, "%-26s %8s %9s %9s %9s %9s%n%s%s%,.0f calls per second%n", "routed calls, us",
                "calls", "median", "p90", "p99", "worst",
                row("during no exchange", Arrays.stream(calls).filter(took -> took > 0).sorted().toArray()),
                row("during an exchange", Arrays.stream(calls).filter(took -> took < 0).map(took -> -took).sorted()
                        .toArray()), calls.length * 1e9 / (System.nanoTime() - start));
    }

    private static String row(String name, int[] sorted) {
        return String.format(Locale.ROOT, "%-26s %8d %9.1f %9.1f %9.1f %9.1f%n", name, sorted.length,
                rank(sorted, 0.5), rank(sorted, 0.9), rank(sorted, 0.99), rank(sorted, 1));
    }

    private static double rank(int[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e3;
    }
}
