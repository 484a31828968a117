package org.athanor.shell.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.athanor.api.lifecycle.Home;
import org.athanor.launcher.prompt.Terminals;
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

/** Takes the command line from the launcher, runs the verb that it names and answers the exit code. */
@Component(service = ToIntFunction.class, property = "athanor.entry=main")
public final class Entry implements ToIntFunction<List<String>> {

    private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
    private static final String VERB = "athanor.verb";

    private final BundleContext context;
    private final Training training;
    private final AttachServer attach;
    private final Callable<Integer> withoutVerb;
    private final PrintStream out;
    private final PrintStream err;

    @Activate
    public Entry(BundleContext context, @Reference Training training, @Reference AttachServer attach,
            @Reference InteractiveShell shell, @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.context = context;
        this.training = training;
        this.attach = attach;
        this.withoutVerb = shell;
        this.out = out;
        this.err = Terminals.colour(2) ? Terminals.red(err) : err;
    }

    @Override
    public int applyAsInt(List<String> arguments) {
        CommandLine line = commandLine();
        try (AttachServer.Listening listening = listen()) {
            return line.execute(arguments.toArray(String[]::new));
        } finally {
            // Nothing may be in LibTorch any more when the process ends.
            training.stopAll();
        }
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
        verbs().forEach(line::addSubcommand);
        String version = "athanor " + context.getBundle().getVersion();
        line.getCommandSpec().version(version);
        line.getSubcommands().values().forEach(verb -> verb.getCommandSpec().version(version));
        Faults faults = new Faults(err);
        return line.setOut(writer(out)).setErr(writer(err))
                .setColorScheme(Help.defaultColorScheme(Terminals.colour(1) ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler(faults::wrongUsage)
                .setExecutionExceptionHandler(faults::failed)
                .setUsageHelpAutoWidth(false);
    }

    /** The verbs by name. */
    private Map<String, Callable<?>> verbs() {
        Map<String, Callable<?>> verbs = new TreeMap<>();
        try {
            for (ServiceReference<?> reference : context.getServiceReferences(Callable.class, "(" + VERB + "=*)")) {
                if (context.getService(reference) instanceof Callable<?> verb) {
                    verbs.put(String.valueOf(reference.getProperty(VERB)), verb);
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
