package org.athanor.launcher.prompt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lines of a stream that is no terminal. Nothing ends a read of standard input, so a thread of its own reads, a line
 * when it is asked for: whoever waits for the line can be interrupted.
 */
final class PlainLines implements AutoCloseable {

    private final BufferedReader lines;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "athanor-input");
        thread.setDaemon(true);
        return thread;
    });

    PlainLines(InputStream in) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Waits for the next line; empty at the end of the stream. */
    Optional<String> next() throws InterruptedException {
        try {
            return Optional.ofNullable(reading.submit(lines::readLine).get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? new UncheckedIOException(failed)
                    : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
