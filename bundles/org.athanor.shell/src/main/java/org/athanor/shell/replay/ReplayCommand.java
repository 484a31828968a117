package org.athanor.shell.replay;

import jakarta.json.Json;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.athanor.api.lifecycle.Home;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Recorded;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.shell.cli.TerminalConsole;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code athanor replay}: does a run again and compares. */
@Command(name = "replay", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "usage: ",
        description = {"Does a run again with the plugins that it had and its exchanges at their steps, and compares",
            "the parameters. Exits with 0 only if they are equal."})
@Component(service = Callable.class, property = {"athanor.verb=replay", "athanor.verb.waits=session"})
public final class ReplayCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;
    private static final int INTERRUPTED = 130;

    private final BundleContext context;
    private final Sessions sessions;
    private final Plugins plugins;
    private final Ledgers ledgers;
    private final TerminalConsole console;
    private final PrintStream out;

    @Parameters(index = "0", paramLabel = "RUN", description = "a run of this home, or the folder of one")
    private String run = "";
    @Option(names = "--id", paramLabel = "NAME", description = "the name of the new run")
    private Optional<String> id = Optional.empty();
    @Option(names = "--json",
            description = "print the comparison as the last line of standard output, the rest elsewhere")
    private boolean json;

    @Activate
    public ReplayCommand(BundleContext context, @Reference Sessions sessions, @Reference Plugins plugins,
            @Reference Ledgers ledgers, @Reference TerminalConsole console,
            @Reference(target = "(athanor.stream=out)") PrintStream out) {
        this.context = context;
        this.sessions = sessions;
        this.plugins = plugins;
        this.ledgers = ledgers;
        this.console = console;
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (json) {
            console.toError();
        }
        Path ofHome = Home.of(context::getProperty).runs().resolve(run);
        RunLeft left = RunLeft.in(Files.isDirectory(ofHome) || !run.contains("/") ? ofHome
                : Path.of(run).toAbsolutePath().normalize(), ledgers);
        try (RunBundles bundles = new RunBundles(context, plugins, left)) {
            Replay replay = new Replay(sessions, bundles, left);
            Session session = replay.start(id);
            RunReport report = replay.perform(session);
            console.endProgress();
            return compared(left, report);
        }
    }

    private int compared(RunLeft left, RunReport report) {
        String replayed = report.text(RunLeft.PARAMETERS_SHA256);
        boolean equal = replayed.equals(left.parametersSha256()) && report.steps() == left.steps();
        long exchanges = left.history().done().stream().filter(Recorded.Exchanged.class::isInstance).count();
        console.println(left.folder().getFileName() + " " + left.status() + " after " + left.steps() + " steps, "
                + report.id() + " " + report.status() + " after " + report.steps());
        console.println("exchanges          " + exchanges + " repeated, " + left.history().skipped()
                + " that never came in for good left out");
        console.println("parameters sha256  " + (equal ? "equal:" : "DIFFERENT:"));
        console.println("    " + left.parametersSha256());
        console.println((equal ? "  = " : "  / ") + replayed);
        if (json) {
            out.println(Json.createObjectBuilder().add("run", left.folder().getFileName().toString())
                    .add("replay", report.id()).add("status", report.status()).add("steps", report.steps())
                    .add("exchanges", exchanges).add("skipped", left.history().skipped())
                    .add("recorded_sha256", left.parametersSha256())
                    .add("replayed_sha256", replayed).add("equal", equal).build());
        }
        if (equal) {
            return 0;
        }
        return report.status().equals("stopped") && report.steps() < left.steps() ? INTERRUPTED : DIFFERENT;
    }
}
