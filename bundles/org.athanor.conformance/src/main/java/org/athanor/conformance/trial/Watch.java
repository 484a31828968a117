package org.athanor.conformance.trial;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.athanor.api.session.Session;

/**
 * Watches over an examination: hears when the plugin ends the process, or when nothing goes on for too long. Either is
 * the end, so what hears of it must end the process itself.
 */
public final class Watch implements AutoCloseable {

    private final Candidate candidate;
    private final Duration patience;
    private final Consumer<String> fatal;
    private final Thread hook = new Thread(this::ending, "conformance-end");
    private final Thread watchman = new Thread(this::watch, "conformance-watch");
    private long newest = System.nanoTime();
    private Optional<Session> session = Optional.empty();
    private long step;
    private boolean closed;

    /**
     * Begins to watch.
     *
     * @param fatal gets what happened; never returns
     */
    public Watch(Candidate candidate, Duration patience, Consumer<String> fatal) {
        this.candidate = candidate;
        this.patience = patience;
        this.fatal = fatal;
        Runtime.getRuntime().addShutdownHook(hook);
        watchman.setDaemon(true);
        watchman.start();
    }

    /** Something went on. */
    public synchronized void progress() {
        newest = System.nanoTime();
        session = Optional.empty();
    }

    /** From now on, until the next progress, the steps of a session are progress. */
    public synchronized void follow(Session running) {
        newest = System.nanoTime();
        session = Optional.of(running);
        step = -1;
    }

    private synchronized void watch() {
        try {
            while (!closed) {
                session.map(running -> running.status().step()).filter(now -> now != step).ifPresent(now -> {
                    step = now;
                    newest = System.nanoTime();
                });
                long left = patience.toNanos() - (System.nanoTime() - newest);
                if (left <= 0) {
                    fatal.accept("nothing went on for " + patience.toSeconds() + " s" + where("; "));
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, patience.toNanos() / 10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ending() {
        fatal.accept("the process was ended" + where(" by "));
    }

    /** Returns which code of the plugin runs now. */
    private String where(String before) {
        return Thread.getAllStackTraces().entrySet().stream()
                .flatMap(thread -> Arrays.stream(thread.getValue()).filter(candidate::owns).findFirst()
                        .map(frame -> Map.entry(thread.getKey().getName(), frame)).stream())
                .map(found -> before + found.getValue() + " on thread " + found.getKey())
                .findFirst().orElse("");
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
