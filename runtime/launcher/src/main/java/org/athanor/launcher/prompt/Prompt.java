package org.athanor.launcher.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.athanor.launcher.ExitCode;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Reads lines and has them evaluated, until the input ends. */
public final class Prompt implements AutoCloseable {

    /** Lines that are for the prompt itself. */
    private static final Set<String> LEAVING = Set.of("exit", "quit", "logout");
    private static final String HISTORY = "history";

    private final String text;
    private final Optional<Terminal> terminal;
    private final Path history;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Object running = new Object();
    private Optional<Thread> runner = Optional.empty();
    private volatile Optional<LineReader> reader = Optional.empty();
    private volatile boolean ended;

    Prompt(String text, Optional<Terminal> terminal, Path history, InputStream in, PrintStream out,
            PrintStream err) {
        this.text = text;
        this.terminal = terminal;
        this.history = history;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Opens a prompt on the terminal of the process, or on plain streams when input or output is none.
     *
     * @param text what it shows before each line
     * @param history the file that keeps the lines
     */
    public static Prompt open(String text, Path history, InputStream in, PrintStream out, PrintStream err) {
        Optional<Terminal> terminal = Terminals.standard(0) && Terminals.standard(1) ? Optional.of(system())
                : Optional.empty();
        boolean colour = Terminals.colour(2);
        return new Prompt(text, terminal, history, in, out, colour ? Terminals.red(err) : err);
    }

    private static Terminal system() {
        Logger.getLogger("org.jline").setLevel(Level.OFF);
        try {
            return TerminalBuilder.builder().system(true).nativeSignals(true)
                    .signalHandler(Terminal.SignalHandler.SIG_IGN).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a person types. */
    public boolean interactive() {
        return terminal.isPresent();
    }

    /** Returns the stream for results. */
    public PrintStream out() {
        return out;
    }

    /** Returns the stream for errors, red on a terminal. */
    public PrintStream err() {
        return err;
    }

    /** Prints a line above the one that is being typed, if one is. */
    public void printAbove(String line) {
        reader.ifPresentOrElse(editor -> editor.printAbove(line), () -> out.println(line));
    }

    /**
     * Evaluates lines until the input ends or {@link #end} is called.
     *
     * @return the exit code of the last line when nobody types, otherwise 0
     */
    public int run(Evaluator evaluator) {
        synchronized (running) {
            runner = Optional.of(Thread.currentThread());
        }
        try {
            return terminal.isPresent() ? edit(terminal.get(), evaluator) : read(evaluator);
        } finally {
            synchronized (running) {
                runner = Optional.empty();
                // An interrupt was for the prompt; what comes after it must be able to wait.
                Thread.interrupted();
            }
        }
    }

    /** Ends {@link #run}, also while it waits for a line. A line that is being evaluated is interrupted. */
    public void end() {
        synchronized (running) {
            ended = true;
            runner.ifPresent(Thread::interrupt);
        }
    }

    private int read(Evaluator evaluator) {
        int code = ExitCode.DONE;
        try (PlainLines lines = new PlainLines(in)) {
            while (!ended) {
                Optional<String> line = lines.next();
                if (line.isEmpty() || LEAVING.contains(line.get().strip())) {
                    break;
                }
                if (!line.get().isBlank()) {
                    code = evaluator.evaluate(line.get());
                }
            }
        } catch (InterruptedException e) {
            // Whoever interrupts has the prompt end.
            return code;
        }
        return code;
    }

    private int edit(Terminal screen, Evaluator evaluator) {
        DefaultParser parser = new DefaultParser();
        // A quote that is open, or a backslash at the end, goes on in the next line.
        parser.setEofOnUnclosedQuote(true);
        parser.setEofOnEscapedNewLine(true);
        LineReader editor = LineReaderBuilder.builder().terminal(screen).appName("athanor").parser(parser)
                .variable(LineReader.HISTORY_FILE, history)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .completer((source, line, candidates) -> evaluator.complete(typed(line)).forEach(candidate ->
                        candidates.add(new Candidate(candidate, candidate, null, null, null, null,
                                !candidate.endsWith("/") && !candidate.endsWith("=")))))
                .build();
        reader = Optional.of(editor);
        screen.handle(Terminal.Signal.INT, signal -> evaluator.interrupt());
        String shown = new AttributedStringBuilder()
                .styled(AttributedStyle.BOLD.foreground(AttributedStyle.YELLOW), text).toAnsi(screen);
        while (!ended) {
            try {
                String line = editor.readLine(shown);
                if (LEAVING.contains(line.strip())) {
                    break;
                } else if (line.strip().equals(HISTORY)) {
                    editor.getHistory().forEach(entry -> out.printf("%5d  %s%n", entry.index() + 1, entry.line()));
                } else if (!line.isBlank()) {
                    evaluator.evaluate(line);
                }
            } catch (UserInterruptException e) {
                // Ctrl-C drops the line that was being typed. An interrupt looks the same; the loop condition decides.
            } catch (EndOfFileException e) {
                break;
            }
        }
        return ExitCode.DONE;
    }

    private static List<String> typed(ParsedLine line) {
        List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
        words.add(line.word().substring(0, line.wordCursor()));
        return words;
    }

    @Override
    public void close() {
        terminal.ifPresent(screen -> {
            try {
                screen.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
