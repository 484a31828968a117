package org.athanor.conformance.check;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.conformance.trial.Candidate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the plugin prints: nothing. It takes the place of the streams of {@code System} until the process ends, so it is
 * made before a class of the plugin is loaded.
 */
final class Output {

    private static final Logger LOG = LoggerFactory.getLogger(Output.class);
    private static final int ENOUGH = 3;

    private final Candidate candidate;
    private final List<String> printed = new ArrayList<>();
    private long bytes;

    Output(Candidate candidate) {
        this.candidate = candidate;
        System.setOut(new PrintStream(new Recorder("System.out"), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Recorder("System.err"), true, StandardCharsets.UTF_8));
    }

    /** Complains about all that was printed. */
    synchronized String check() {
        if (bytes > 0) {
            throw new ProblemException(Problem.of(Kind.FAILED, bytes + " bytes were printed: "
                    + String.join(", ", printed) + "; log with SLF4J, or print to the service Console"));
        }
        return "nothing was printed on System.out or System.err";
    }

    private synchronized void wrote(String stream, byte[] content, int offset, int length) {
        String text = new String(content, offset, length, StandardCharsets.UTF_8).strip();
        LOG.warn("{}: {}", stream, text);
        Optional<StackTraceElement> frame = Arrays.stream(Thread.currentThread().getStackTrace())
                .filter(candidate::owns).findFirst();
        // What others print is not the plugin's.
        frame.ifPresent(owner -> {
            bytes += length;
            if (printed.size() < ENOUGH && !text.isEmpty()) {
                printed.add("'" + text + "' on " + stream + " by " + owner);
            }
        });
    }

    /** One of the streams. */
    private final class Recorder extends OutputStream {

        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] content, int offset, int length) {
            wrote(name, content, offset, length);
        }
    }
}
