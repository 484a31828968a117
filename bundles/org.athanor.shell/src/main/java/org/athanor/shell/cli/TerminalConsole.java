package org.athanor.shell.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.athanor.api.metrics.Console;
import org.athanor.api.session.Session;
import org.athanor.launcher.prompt.Prompt;
import org.athanor.launcher.prompt.Terminals;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The console of the container. On a terminal the progress line stays below what is printed; while somebody types at a
 * prompt, lines appear above it and there is no progress line; elsewhere there are only lines.
 */
@Component(service = {Console.class, TerminalConsole.class})
public final class TerminalConsole implements Console {

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final int columns;
    private final IntPredicate terminals;
    private final Supplier<List<String>> running;
    private boolean onError;
    private Optional<Prompt> prompt = Optional.empty();
    private Optional<String> progress = Optional.empty();

    @Activate
    public TerminalConsole(BundleContext context, @Reference RunningSessions running,
            @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this(out, err, columns(context.getProperty("athanor.columns")), Terminals::colour,
                () -> running.running().stream().map(Session::id).toList());
    }

    /** {@code running}: tells the names of the sessions that run. */
    TerminalConsole(PrintStream out, PrintStream err, int columns, IntPredicate terminals,
            Supplier<List<String>> running) {
        this.running = running;
        this.terminals = terminals;
        this.out = out;
        this.err = err;
        this.columns = columns;
    }

    private static int columns(String property) {
        return property != null && property.matches("[1-9]\\d{0,3}") ? Integer.parseInt(property) : 80;
    }

    /** From now on everything goes to standard error: standard output is for a machine. */
    public synchronized void toError() {
        onError = true;
    }

    /** From now on lines are printed above this prompt. */
    synchronized void above(Prompt open) {
        endProgress();
        prompt = Optional.of(open);
    }

    @Override
    public synchronized boolean interactive() {
        return prompt.isEmpty() && terminals.test(onError ? 2 : 1);
    }

    @Override
    public int width() {
        return columns;
    }

    @Override
    public synchronized void println(String line) {
        if (prompt.isPresent()) {
            prompt.get().printAbove(line);
        } else if (progress.isPresent()) {
            stream().print(CLEAR_LINE + line + System.lineSeparator() + progress.get());
        } else {
            stream().println(line);
        }
        stream().flush();
    }

    @Override
    public synchronized void progress(String line) {
        if (interactive()) {
            // The last column stays free: a full line would wrap and could not be redrawn.
            String shown = line.length() < columns ? line : line.substring(0, columns - 1);
            progress = Optional.of(shown);
            stream().print(CLEAR_LINE + shown);
            stream().flush();
        }
    }

    @Override
    public synchronized void endProgress() {
        if (progress.isPresent()) {
            progress = Optional.empty();
            stream().println();
        }
    }

    @Override
    public Console of(String session) {
        return new OfSession(session);
    }

    /** What a session prints, told apart from what others print. */
    private final class OfSession implements Console {

        private final String session;

        private OfSession(String session) {
            this.session = session;
        }

        private String prefix() {
            return running.get().stream().allMatch(session::equals) ? "" : session + ": ";
        }

        @Override
        public boolean interactive() {
            return TerminalConsole.this.interactive();
        }

        @Override
        public int width() {
            return Math.max(1, columns - prefix().length());
        }

        @Override
        public void println(String line) {
            TerminalConsole.this.println(prefix() + line);
        }

        @Override
        public void progress(String line) {
            TerminalConsole.this.progress(prefix() + line);
        }

        @Override
        public void endProgress() {
            TerminalConsole.this.endProgress();
        }
    }

    private PrintStream stream() {
        return onError ? err : out;
    }
}
