package org.athanor.shell.exit;

import java.io.PrintStream;
import java.util.List;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what goes wrong into one line on the error stream and an exit code. The stack trace goes to the log. */
public final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private final PrintStream err;

    /** Tells of them on a stream. */
    public Faults(PrintStream err) {
        this.err = err;
    }

    /** An option or an argument that is wrong. */
    public int wrongUsage(ParameterException fault, String[] arguments) {
        String command = fault.getCommandLine().getCommandSpec().qualifiedName();
        String message = fault.getMessage();
        if (fault instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            String kind = word.startsWith("-") ? "option"
                    : fault.getCommandLine().getParent() == null ? "command" : "argument";
            message = "unknown " + kind + " " + word + nearest(word, fault);
        }
        err.println((command + ": " + message).replaceAll("\\s*\\R\\s*", " ") + "; see '" + command + " --help'");
        return ExitCodes.USAGE;
    }

    private static String nearest(String word, ParameterException fault) {
        CommandLine line = fault.getCommandLine();
        List<String> known = word.startsWith("-")
                ? line.getCommandSpec().optionsMap().keySet().stream().toList()
                : line.getSubcommands().keySet().stream().toList();
        return Nearest.find(word, known).map(near -> " (did you mean " + near + "?)").orElse("");
    }

    /** A verb that ended by an exception. */
    public int failed(Exception fault, CommandLine line, ParseResult parsed) {
        return report("athanor", fault);
    }

    /** Reports what ended a verb or a command. */
    public int report(String who, Throwable fault) {
        if (fault instanceof ProblemException known) {
            Problem problem = known.problem();
            problem.cause().ifPresent(cause -> LOG.error(problem.message(), cause));
            err.println(who + ": " + problem.message());
            return ExitCodes.of(problem);
        }
        if (fault instanceof InterruptedException) {
            err.println(who + ": interrupted");
            return ExitCodes.INTERRUPTED;
        }
        LOG.error("{} failed", who, fault);
        String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
        err.println(who + ": " + message.strip().replaceAll("\\s*\\R\\s*", " "));
        return ExitCodes.FAILED;
    }
}
