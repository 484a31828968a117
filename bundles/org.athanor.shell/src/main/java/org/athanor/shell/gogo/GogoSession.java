package org.athanor.shell.gogo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.felix.gogo.runtime.Closure;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.gogo.runtime.Token;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.launcher.prompt.Evaluator;
import org.athanor.shell.exit.ExitCodes;
import org.athanor.shell.exit.Faults;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of the command interpreter: executes command after command, prints each result, and stops at the first that
 * fails. A command whose result is an integer ends with that exit code.
 */
public final class GogoSession implements Evaluator, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GogoSession.class);

    /** Scopes in which a command without one is looked for, in this order. */
    static final String SCOPE = "athanor:plugin:train:model:felix:*";

    private final CommandSession session;
    private final CommandCompletion completion;
    private final PrintStream out;
    private final PrintStream err;
    private final Faults faults;
    private Optional<Thread> executing = Optional.empty();

    GogoSession(CommandSession session, CommandCompletion completion, PrintStream out, PrintStream err) {
        this.session = session;
        this.completion = completion;
        this.out = out;
        this.err = err;
        this.faults = new Faults(err);
        session.put("SCOPE", SCOPE);
    }

    @Override
    public int evaluate(String text) {
        begin();
        try {
            String source = Quotes.literal(text);
            return all(source, new Parser(source).program().tokens());
        } catch (EOFError e) {
            return wrong(Problem.of(Problem.Kind.USAGE, "the command is not finished: " + e.getMessage()));
        } catch (SyntaxError e) {
            return wrong(Problem.of(Problem.Kind.USAGE, String.valueOf(e.getMessage())));
        } finally {
            end();
            out.flush();
            err.flush();
        }
    }

    /** {@code a && b} does b if a was done, {@code a || b} if it failed; otherwise a failure ends the line. */
    private int all(String source, List<Parser.Executable> tokens) {
        int code = ExitCodes.DONE;
        String before = ";";
        for (int at = 0; at < tokens.size(); at++) {
            Parser.Executable token = tokens.get(at);
            if (token instanceof Parser.Operator) {
                before = token.toString();
                continue;
            }
            Optional<Parser.Operator> next = tokens.stream().skip(at + 1).findFirst()
                    .filter(Parser.Operator.class::isInstance).map(Parser.Operator.class::cast);
            String after = next.map(Parser.Operator::toString).orElse(";");
            if (before.equals("&&") ? code == ExitCodes.DONE : !before.equals("||") || code != ExitCodes.DONE) {
                String text = Redirections.text(source, token, next.map(Token::start).orElse(source.length()),
                        completion::ofGogo);
                code = execute(token, after.equals("&") ? text + " &" : text);
            }
            if (code != ExitCodes.DONE && !after.equals("&&") && !after.equals("||")) {
                return code;
            }
            before = after;
        }
        return code;
    }

    private synchronized void begin() {
        executing = Optional.of(Thread.currentThread());
    }

    private synchronized void end() {
        executing = Optional.empty();
        // An interrupt was for this line.
        Thread.interrupted();
    }

    private int execute(Parser.Executable command, CharSequence text) {
        String name = name(command);
        try {
            session.put(Closure.PIPE_EXCEPTION, null);
            Object result = session.execute(Help.askedFor(command, completion::ofGogo).orElse(text.toString()));
            // Gogo wraps what commands before the last one of a pipe threw.
            if (session.get(Closure.PIPE_EXCEPTION) instanceof Exception inside) {
                throw inside.getSuppressed()[0] instanceof Exception thrown ? thrown : inside;
            }
            if (result instanceof Result<?> outcome) {
                result = outcome.unwrap();
            }
            // An empty list of a command of ours has a text, one of Gogo's own has none.
            String answer = silent(result) ? "" : String.valueOf(session.format(result, Converter.INSPECT));
            if (!answer.isBlank()) {
                out.println(answer.stripTrailing());
            }
            return result instanceof Integer code ? code : ExitCodes.DONE;
        } catch (CommandNotFoundException e) {
            return wrong(unknown(e.getCommand()));
        } catch (InterruptedException e) {
            leaveForeground();
            return faults.report(name, e);
        } catch (Exception e) {
            return faults.report(name, e);
        }
    }

    /** A cancelled job is in the foreground until its threads have noticed; no other command is to wait for that. */
    private void leaveForeground() {
        Job job = session.foregroundJob();
        if (job == null) {
            return;
        }
        job.interrupt();
        try {
            job.background();
        } catch (IllegalStateException e) {
            LOG.trace("The job has ended in the meantime", e);
        }
    }

    /** Whether a result says nothing: none, whether grep found something, what a loop over commands collected. */
    private static boolean silent(@Nullable Object result) {
        return result == null || result instanceof Boolean || result == Result.Done.DONE || "".equals(result)
                || (result instanceof Collection<?> many && !many.isEmpty()
                && many.stream().allMatch(GogoSession::silent));
    }

    private static String name(Parser.Executable command) {
        return command.toString().strip().split("[\\s|;]", 2)[0];
    }

    private Problem unknown(String command) {
        List<String> known = completion.commands();
        Optional<String> near = Nearest.find(command, known)
                .or(() -> known.stream().filter(name -> name.endsWith(":" + command)).findFirst());
        return Problem.of(Problem.Kind.USAGE, "unknown command", command,
                near.map(name -> "did you mean " + name + "?").orElse("'help' lists the commands"));
    }

    private int wrong(Problem problem) {
        return faults.report("athanor", new ProblemException(problem));
    }

    @Override
    public List<String> complete(List<String> words) {
        return completion.complete(words, session.currentDir());
    }

    /** From now on relative paths mean files in {@code folder}. */
    public void goTo(Path folder) {
        session.currentDir(folder);
    }

    @Override
    public synchronized void interrupt() {
        // Gogo runs commands on threads of its own; only the job reaches them.
        Optional.ofNullable(session.foregroundJob()).ifPresent(Job::interrupt);
        executing.ifPresent(Thread::interrupt);
    }

    @Override
    public void close() {
        session.close();
    }
}
