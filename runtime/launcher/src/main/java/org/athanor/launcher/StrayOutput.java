package org.athanor.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What code prints to {@code System.out} or {@code System.err} without being asked. It goes to the log, so that it
 * garbles neither a progress line nor a report on standard output. Commands are not concerned: Gogo gives each its
 * session's streams.
 */
final class StrayOutput extends OutputStream {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Logger log;

    private StrayOutput(String name) {
        this.log = LoggerFactory.getLogger(name);
    }

    /** Replaces the streams of {@code System}. */
    static void goesToTheLog() {
        System.setOut(stream("System.out"));
        System.setErr(stream("System.err"));
    }

    private static PrintStream stream(String name) {
        return new PrintStream(new StrayOutput(name), true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            log.warn("{}", line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        } else {
            line.write(b);
        }
    }
}
