package org.athanor.itests.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The lines that a process writes to one of its streams, read as they come. Thread-safe. */
final class Lines {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> lines = new ArrayList<>();
    private boolean complete;

    static Lines of(InputStream stream, String name) {
        Lines lines = new Lines();
        Thread reader = new Thread(() -> lines.read(stream), name);
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private void read(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            // The process was killed while it wrote.
            add("(" + e.getMessage() + ")");
        } finally {
            finish();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void finish() {
        complete = true;
        notifyAll();
    }

    /** Waits for a line at or after a position; fails when the process ends, or is silent too long. */
    synchronized String await(int from, Predicate<String> wanted, String what) throws InterruptedException {
        return find(from, wanted).orElseThrow(() -> new AssertionError("the process " + (complete ? "ended"
                : "was silent") + " before " + what + "; it wrote:\n" + String.join("\n", lines)));
    }

    /** Waits for a line at or after a position; empty when the process ends, or is silent too long. */
    synchronized Optional<String> find(int from, Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int next = from;; next++) {
            while (next >= lines.size() && !complete && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
            if (next >= lines.size()) {
                return Optional.empty();
            }
            if (wanted.test(lines.get(next))) {
                return Optional.of(lines.get(next));
            }
        }
    }

    synchronized int size() {
        return lines.size();
    }

    /** Returns everything, once the stream has ended. */
    synchronized String text() throws InterruptedException {
        while (!complete) {
            wait();
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    synchronized Optional<String> last(Predicate<String> wanted) {
        return lines.stream().filter(wanted).reduce((earlier, later) -> later);
    }
}
