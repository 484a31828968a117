package org.athanor.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Examines plugins, each in a container of its own: a child process with a temporary home. A plugin that hangs, leaks
 * or ends its process does no harm to the caller.
 *
 * <pre>{@code
 * Report report = Conformance.in(Path.of("athanor-0.1.0")).verify(Path.of("target/my-tokenizer-1.0.0.jar"));
 * assertTrue(report.passed(), report.lines());
 * }</pre>
 *
 * @param distribution the folder of a distribution, with the script {@code athanor} in it
 * @param run a run file whose sections the plugin needs to work; empty when its defaults, or the example that its jar
 *     carries, will do
 * @param swaps how often it is exchanged while it is used, from 1
 * @param patience seconds without any progress after which it counts as hanging, from 1
 * @param listener gets each check as it is done, on a thread of its own
 */
public record Conformance(Path distribution, Optional<Path> run, int swaps, int patience,
        Consumer<Check> listener) {

    /** How often a plugin is exchanged unless said otherwise. */
    public static final int SWAPS = 100;
    /** Seconds without any progress after which a plugin counts as hanging unless said otherwise. */
    public static final int PATIENCE = 60;

    private static final int WRONG_USAGE = 2;
    /** A file system in memory, where there is one: exchanges force every line of their ledger to the disk. */
    private static final Path MEMORY = Path.of("/dev/shm");
    /** Room for the home of an examination; the /dev/shm of an OS container often has 64 MiB. */
    private static final long ROOM_BYTES = 1L << 30;
    /** What the process itself has printed is there when it ends; only what it left running keeps the pipe open. */
    private static final long LAST_WORDS_MILLIS = 5000;
    /** For a process of seconds the second compiler costs more than it gains. */
    private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1";

    /** Examines plugins in containers of a distribution. */
    public static Conformance in(Path distribution) {
        return new Conformance(distribution.toAbsolutePath(), Optional.empty(), SWAPS, PATIENCE, check -> { });
    }

    /** Takes the plugin's section, and whatever else it needs, from a run file. */
    public Conformance withRun(Path file) {
        return new Conformance(distribution, Optional.of(file.toAbsolutePath()), swaps, patience, listener);
    }

    /** Exchanges it so often. */
    public Conformance withSwaps(int number) {
        return new Conformance(distribution, run, number, patience, listener);
    }

    /** Waits so many seconds for any progress. */
    public Conformance withPatience(int seconds) {
        return new Conformance(distribution, run, swaps, seconds, listener);
    }

    /** Tells each check as it is done. */
    public Conformance telling(Consumer<Check> hearer) {
        return new Conformance(distribution, run, swaps, patience, hearer);
    }

    /**
     * Examines a plugin.
     *
     * @return the report; a process that ended before the last check is a check {@code process} that failed
     * @throws IllegalArgumentException when the jar or the run file cannot be read
     * @throws UncheckedIOException when no process can be started
     * @throws InterruptedException when the calling thread was interrupted; the process has ended then
     */
    public Report verify(Path jar) throws InterruptedException {
        try {
            Path folder = roomy(MEMORY, ROOM_BYTES) ? Files.createTempDirectory(MEMORY, "athanor-verify-")
                    : Files.createTempDirectory("athanor-verify-");
            try {
                return verify(jar, folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean roomy(Path folder, long bytes) throws IOException {
        return Files.isWritable(folder) && Files.getFileStore(folder).getUsableSpace() >= bytes;
    }

    private Report verify(Path jar, Path folder) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command(jar, folder)).redirectError(errors.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("ATHANOR_JAVA_OPTS", JAVA_OPTIONS, (given, ours) -> ours + " " + given);
        Process process = builder.start();
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(() -> read(process, lines), "verify-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        try {
            process.getOutputStream().close();
            int code = process.waitFor();
            reader.join(LAST_WORDS_MILLIS);
            String complaint = Files.readString(errors).strip().lines().reduce("", (before, line) -> line);
            if (code == WRONG_USAGE) {
                throw new IllegalArgumentException(complaint);
            }
            return report(jar, lines, code, complaint);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> command(Path jar, Path folder) {
        List<String> command = new ArrayList<>(List.of(distribution.resolve("athanor").toString(), "--home",
                folder.resolve("home").toString(), "verify", jar.toAbsolutePath().toString(), "--swaps",
                Integer.toString(swaps), "--patience", Integer.toString(patience)));
        run.ifPresent(file -> command.addAll(List.of("--run", file.toString())));
        return command;
    }

    private void read(Process process, List<String> lines) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                Check.parse(line).ifPresent(listener);
            }
        } catch (IOException e) {
            // The process was ended while it wrote: its exit code says so.
            lines.add("(" + e.getMessage() + ")");
        }
    }

    private static Report report(Path jar, List<String> lines, int code, String complaint) {
        String name = jar.getFileName().toString();
        List<Check> checks = new ArrayList<>(lines.stream().flatMap(line -> Check.parse(line).stream()).toList());
        Report report = new Report(name, checks);
        if (lines.contains(report.toString()) && code == (report.passed() ? 0 : 1)) {
            return report;
        }
        checks.add(new Check("process", false, "the process ended with code " + code + " before the last check"
                + (complaint.isEmpty() ? "" : "; its last words: " + complaint)));
        return new Report(name, checks);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
