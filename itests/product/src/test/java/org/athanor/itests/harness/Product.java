package org.athanor.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.athanor.launcher.attach.AttachClient;

/** The product as a process of its own. Closing it kills the process. */
public final class Product implements AutoCloseable {

    private static final Pattern EVALUATED = Pattern.compile("step (\\d+): loss .*");
    private static final Pattern PAUSED = Pattern.compile("\\S+ paused after step (\\d+)");
    /** An open-ended run ends at a multiple of this, so that few untouched runs serve for many comparisons. */
    private static final int ROUND = 500;

    private final Home home;
    private final Process process;
    private final Lines out;
    private final Lines err;

    private Product(Home home, Process process) {
        this.home = home;
        this.process = process;
        this.out = Lines.of(process.getInputStream(), "out-" + process.pid());
        this.err = Lines.of(process.getErrorStream(), "err-" + process.pid());
    }

    /** Starts {@code athanor --home ...} with these arguments. */
    public static Product start(Home home, String... arguments) {
        return start(home, List.of(), arguments);
    }

    /** Starts the product through a command that takes it as its arguments. */
    public static Product start(Home home, List<String> through, String... arguments) {
        return start(Distribution.script(), home, through, arguments);
    }

    /** Starts a product by its script, through a command that takes it as its arguments. */
    public static Product start(Path script, Home home, List<String> through, String... arguments) {
        List<String> command = new ArrayList<>(through);
        command.addAll(List.of(script.toString(), "--home", home.root().toString()));
        command.addAll(List.of(arguments));
        try {
            return new Product(home, new ProcessBuilder(command).directory(home.folder().toFile()).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code athanor} and waits for its end. */
    public static Answer execute(Home home, String... arguments) throws InterruptedException {
        try (Product product = start(home, arguments)) {
            return product.await();
        }
    }

    /** Starts the home's run file as a run with this name and waits until it trains. */
    public static Product training(Home home, String id, String... more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", "run.yaml", "--id", id));
        arguments.addAll(List.of(more));
        return start(home, arguments.toArray(String[]::new)).owned(product -> product.reaches(Home.TICK));
    }

    /** Starts a container without a run, which stays until it is closed. */
    public static Product idle(Home home) throws InterruptedException {
        return idle(home, List.of());
    }

    /** Starts a container without a run through a command that takes it as its arguments. */
    public static Product idle(Home home, List<String> through) throws InterruptedException {
        return start(home, through, "exec", "echo ready; cat")
                .owned(product -> product.prints("ready"::equals, "the container is ready"));
    }

    /** What is done with the product before it has an owner that closes it. */
    public interface Beginning {
        /** Waits for what must come first. */
        void with(Product product) throws InterruptedException;
    }

    /** Returns the product when it has begun well, and kills it otherwise. */
    public Product owned(Beginning beginning) throws InterruptedException {
        boolean begun = false;
        try {
            beginning.with(this);
            begun = true;
            return this;
        } finally {
            if (!begun) {
                close();
            }
        }
    }

    /** Starts the home's run file as a run with this name in the container and waits until it trains. */
    public void begin(String id) throws InterruptedException {
        int from = out.size();
        attach("train:start --id " + id + " run.yaml").ok();
        out.await(from, line -> matches(EVALUATED, line), "the first steps of " + id);
    }

    /** Gives a run of a container that stays its end, waits for its report, and returns the number of its steps. */
    public long finish(String id) throws InterruptedException {
        long end = limit(id);
        int from = out.size();
        attach("train:resume " + id).ok();
        out.await(from, line -> line.equals("completed after step " + end), "the end of " + id);
        // What has ended is not stopped, but this waits for the report.
        attach("train:stop " + id).ok();
        return end;
    }

    /** Waits until the run has been evaluated after at least so many steps. */
    public long reaches(long step) throws InterruptedException {
        return step(EVALUATED, out.await(0, line -> matches(EVALUATED, line) && step(EVALUATED, line) >= step,
                "step " + step));
    }

    /** Waits for a line on standard output, and returns it. */
    public String prints(Predicate<String> wanted, String what) throws InterruptedException {
        return prints(0, wanted, what);
    }

    /** Returns how many lines there are on standard output. */
    public int printed() {
        return out.size();
    }

    /** Waits for a line on standard output after the first {@code from} ones, and returns it. */
    public String prints(int from, Predicate<String> wanted, String what) throws InterruptedException {
        return out.await(from, wanted, what);
    }

    /** Waits for a line on standard output, or for the end of the process. Returns whether there was the line. */
    public boolean printsBeforeItsEnd(Predicate<String> wanted) throws InterruptedException {
        return out.find(0, wanted).isPresent();
    }

    /** Waits until the run has gone on for a while. */
    public void advances() throws InterruptedException {
        out.await(out.size(), line -> matches(EVALUATED, line), "the next step");
    }

    /** Executes a command in the container, as {@code athanor attach} does. */
    public Answer attach(String command) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = new AttachClient(home.root(), home.folder(), InputStream.nullInputStream(), print(output),
                print(errors)).run(List.of(command));
        return new Answer(code, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    /** Brings a jar in with {@code plugin:upgrade}, which must succeed. */
    public void upgrade(Path jar) {
        attach("plugin:upgrade \"" + jar + "\"").ok();
    }

    /** Returns the bundle that provides a plugin. */
    public long bundleOf(String plugin) {
        Matcher bundle = Pattern.compile("bundle +\\S+ \\[(\\d+)]").matcher(attach("plugin:info " + plugin).ok().out());
        assertThat(bundle.find()).isTrue();
        return Long.parseLong(bundle.group(1));
    }

    /** Gives an open-ended run its end, waits for it, and returns the number of its steps. */
    public long finish() throws InterruptedException {
        long end = limit("");
        attach("train:resume").ok();
        await().ok();
        return end;
    }

    private long limit(String id) {
        long step = step(PAUSED, attach("train:pause " + id).ok().out().strip());
        long end = (step / ROUND + 1) * ROUND;
        attach("train:set " + (id.isEmpty() ? "" : "--session " + id) + " trainer.max_steps " + end).ok();
        return end;
    }

    /** Waits for the end of the process. */
    public Answer await() throws InterruptedException {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end; it wrote:\n" + out.last(line -> true).orElse(""));
        }
        return new Answer(process.exitValue(), out.text(), err.text());
    }

    /** Kills the process at once, as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Interrupts the process as Ctrl-C does. */
    public void interrupt() throws IOException, InterruptedException {
        // A process that a background job started inherits an interrupt that is ignored; terminating means the same.
        String signal = interruptIgnored() ? "-TERM" : "-INT";
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    private boolean interruptIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
    }

    /** Returns the memory of the process that is in physical pages, in bytes. */
    public long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private static boolean matches(Pattern pattern, String line) {
        return pattern.matcher(line).matches();
    }

    private static long step(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
