package org.athanor.shell.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.launcher.prompt.Terminals;
import org.athanor.shell.exit.ExitCodes;
import org.athanor.shell.gogo.GogoSession;
import org.athanor.shell.gogo.GogoSessions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code athanor exec}: executes commands and ends. */
@Command(name = "exec", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "usage: ",
        description = "Executes commands, one after the other, up to the first that fails; exits with its status.")
@Component(service = Callable.class, property = "athanor.verb=exec")
public final class ExecCommand implements Callable<Integer> {

    private final GogoSessions gogo;
    private final Interruption interruption;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "COMMANDS", arity = "0..*", description = "commands, separated by semicolons or lines")
    private List<String> commands = List.of();
    @Option(names = "-f", paramLabel = "SCRIPT", description = "a file with commands")
    private Optional<Path> script = Optional.empty();

    @Activate
    public ExecCommand(@Reference GogoSessions gogo, @Reference Interruption interruption,
            @Reference(target = "(athanor.stream=in)") InputStream in,
            @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.gogo = gogo;
        this.interruption = interruption;
        this.in = in;
        this.out = out;
        this.err = Terminals.colour(2) ? Terminals.red(err) : err;
    }

    @Override
    public Integer call() {
        if (commands.isEmpty() == script.isEmpty()) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "give commands or -f SCRIPT"
                    + (script.isPresent() ? ", not both" : ""), "exec", "see 'athanor exec --help'"));
        }
        String text = script.map(ExecCommand::read).orElseGet(() -> String.join(" ", commands));
        try (GogoSession session = gogo.open(in, out, err)) {
            Thread thread = Thread.currentThread();
            interruption.does(() -> {
                session.interrupt();
                thread.interrupt();
            });
            int code = session.evaluate(text);
            return interruption.raised() ? ExitCodes.INTERRUPTED : code;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "cannot read the script", file.toString(),
                    "give a text file in UTF-8"));
        }
    }
}
