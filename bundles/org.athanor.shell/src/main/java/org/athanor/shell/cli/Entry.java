package org.athanor.shell.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.athanor.api.lifecycle.Home;
import org.athanor.launcher.prompt.Terminals;
import org.athanor.shell.exit.ExitCodes;
import org.athanor.shell.exit.Faults;
import org.athanor.shell.gogo.AttachServer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParseResult;

/** Takes the command line from the launcher, runs the verb that it names and answers the exit code. */
@Component(service = ToIntFunction.class, property = "athanor.entry=main")
public final class Entry implements ToIntFunction<List<String>> {

    private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
    private static final String VERB = "athanor.verb";
    /** A property of verbs that wait for the end of a session. */
    private static final String WAITS = "athanor.verb.waits";

    private final BundleContext context;
    private final RunningSessions running;
    private final AttachServer attach;
    private final Interruption interruption;
    private final Callable<Integer> withoutVerb;
    private final PrintStream out;
    private final PrintStream err;

    @Activate
    public Entry(BundleContext context, @Reference RunningSessions running, @Reference AttachServer attach,
            @Reference InteractiveShell shell, @Reference Interruption interruption,
            @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.context = context;
        this.running = running;
        this.attach = attach;
        this.withoutVerb = shell;
        this.interruption = interruption;
        this.out = out;
        this.err = Terminals.colour(2) ? Terminals.red(err) : err;
    }

    @Override
    public int applyAsInt(List<String> arguments) {
        CommandLine line = commandLine();
        try (AttachServer.Listening listening = listen()) {
            int code = line.execute(arguments.toArray(String[]::new));
            return code != ExitCodes.DONE && interruption.raised() ? ExitCodes.INTERRUPTED : code;
        } finally {
            // An interrupt was for the verb; what follows waits.
            Thread.interrupted();
            // Nothing may be in LibTorch any more when the process ends.
            running.endAll();
        }
    }

    /** Executes a verb; a signal interrupts it, unless it waits for a session, which the signal ends too. */
    private int execute(ParseResult parsed, Map<String, ServiceReference<?>> verbs) {
        Thread thread = Thread.currentThread();
        boolean waits = Optional.ofNullable(parsed.subcommand()).map(verb -> verbs.get(verb.commandSpec().name()))
                .filter(verb -> verb.getProperty(WAITS) != null).isPresent();
        interruption.does(waits ? () -> { } : thread::interrupt);
        return new CommandLine.RunLast().execute(parsed);
    }

    private AttachServer.Listening listen() {
        Path home = Home.of(context::getProperty).root();
        try {
            return attach.listen(home);
        } catch (IOException e) {
            LOG.warn("cannot listen for 'attach'", e);
            err.println("athanor: 'attach' will not reach this container: " + e.getMessage());
            return () -> { };
        }
    }

    private CommandLine commandLine() {
        CommandLine line = new CommandLine(new RootCommand(withoutVerb));
        Map<String, ServiceReference<?>> verbs = verbs();
        verbs.forEach((name, verb) -> line.addSubcommand(name, context.getService(verb)));
        String version = "athanor " + context.getBundle().getVersion();
        line.getCommandSpec().version(version);
        line.getSubcommands().values().forEach(verb -> verb.getCommandSpec().version(version));
        Faults faults = new Faults(err);
        return line.setOut(writer(out)).setErr(writer(err))
                .setColorScheme(Help.defaultColorScheme(Terminals.colour(1) ? Help.Ansi.ON : Help.Ansi.OFF))
                .setExecutionStrategy(parsed -> execute(parsed, verbs))
                .setParameterExceptionHandler(faults::wrongUsage)
                .setExecutionExceptionHandler(faults::failed)
                .setUsageHelpAutoWidth(false);
    }

    /** The verbs by name. */
    private Map<String, ServiceReference<?>> verbs() {
        Map<String, ServiceReference<?>> verbs = new TreeMap<>();
        try {
            for (ServiceReference<?> reference : context.getServiceReferences(Callable.class, "(" + VERB + "=*)")) {
                if (context.getService(reference) != null) {
                    verbs.put(String.valueOf(reference.getProperty(VERB)), reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return verbs;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
