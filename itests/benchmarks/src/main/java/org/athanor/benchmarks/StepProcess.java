package org.athanor.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that trains and prints a line with {@code step N} now and then. All programs are measured alike: by the
 * moment at which such a line arrives here.
 *
 * @param started when the process was started, in nanoseconds
 * @param steps when each printed step was seen, in nanoseconds
 * @param residentKib resident memory of the process at each printed step
 * @param ended when the process ended, in nanoseconds
 */
record StepProcess(long started, NavigableMap<Long, Long> steps, NavigableMap<Long, Long> residentKib,
        AtomicLong ended) {

    private static final Pattern STEP = Pattern.compile("step (\\d+)\\b.*");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int LINES_KEPT = 20;
    /** The exit status of a run that was stopped on request. */
    private static final int INTERRUPTED = 130;

    /** Runs a process to its end. */
    static StepProcess run(List<String> command, Map<String, String> environment) {
        return run(command, environment, step -> { });
    }

    /**
     * Runs a process to its end.
     *
     * @param environment variables that are added; an empty value takes one away
     * @param onStep called with each printed step, on the reading thread
     */
    static StepProcess run(List<String> command, Map<String, String> environment, LongConsumer onStep) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        StepProcess seen = new StepProcess(System.nanoTime(), new TreeMap<>(), new TreeMap<>(),
                new AtomicLong());
        Deque<String> last = new ArrayDeque<>();
        try {
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher matcher = STEP.matcher(line);
                    if (matcher.matches()) {
                        long step = Long.parseLong(matcher.group(1));
                        seen.steps.put(step, System.nanoTime());
                        seen.residentKib.put(step, resident(process.pid()));
                        onStep.accept(step);
                    }
                    last.add(line);
                    if (last.size() > LINES_KEPT) {
                        last.remove();
                    }
                }
            }
            int status = process.waitFor();
            seen.ended.set(System.nanoTime());
            if (status != 0 && status != INTERRUPTED) {
                throw new IllegalStateException("exit status " + status + " of " + command + ":\n"
                        + String.join("\n", last));
            }
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the mean time per step after {@code warm} steps, in milliseconds. */
    double stepMillis(long warm) {
        return (steps.lastEntry().getValue() - steps.ceilingEntry(warm).getValue()) / 1e6
                / (steps.lastKey() - steps.ceilingKey(warm));
    }

    /** Returns the time from the start of the process to the first printed step, in milliseconds. */
    double firstStepMillis() {
        return (steps.firstEntry().getValue() - started) / 1e6;
    }

    /** Returns how long the process ran, in milliseconds. */
    double wholeMillis() {
        return (ended.get() - started) / 1e6;
    }

    private static long resident(long process) throws IOException {
        Path status = Path.of("/proc/" + process + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        Matcher matcher = RESIDENT.matcher(Files.readString(status));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
