package org.athanor.comparison.polling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/** Calls something again and again on a thread of its own, and notes what became of the calls. */
final class Poller implements AutoCloseable {

    private final BooleanSupplier call;
    private final Path figures;
    private final Thread thread;
    private volatile boolean closed;
    private long calls;
    private long failed;
    private long longestNanos;

    /**
     * Starts to call.
     *
     * @param call answers whether it was answered
     * @param figures where the figures go in the end
     */
    Poller(BooleanSupplier call, Path figures) {
        this.call = call;
        this.figures = figures;
        thread = new Thread(this::poll, "poller");
        thread.start();
    }

    private void poll() {
        long answered = System.nanoTime();
        while (!closed) {
            boolean fine = answers();
            long now = System.nanoTime();
            calls++;
            longestNanos = Math.max(longestNanos, now - answered);
            if (fine) {
                answered = now;
            } else {
                failed++;
            }
        }
    }

    private boolean answers() {
        try {
            return call.getAsBoolean();
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    /** Stops calling and writes the figures. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        Properties written = new Properties();
        written.setProperty("calls", Long.toString(calls));
        written.setProperty("failed", Long.toString(failed));
        written.setProperty("longest_nanos", Long.toString(longestNanos));
        try (Writer writer = Files.newBufferedWriter(figures)) {
            written.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
