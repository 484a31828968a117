package org.athanor.shell.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.shell.exit.ExitCodes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code athanor run}: starts a session and waits until it has ended. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "usage: ",
        description = "Runs a session to its end; exits with 0 only if it completed.")
@Component(service = Callable.class, property = {"athanor.verb=run", "athanor.verb.waits=session"})
public final class RunCommand implements Callable<Integer> {

    private final RunningSessions running;
    private final TerminalConsole console;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "the run file, YAML")
    private Optional<Path> file = Optional.empty();
    @Option(names = "--resume", paramLabel = "ID", description = "go on with a run that was stopped or killed")
    private Optional<String> resume = Optional.empty();
    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "replace a value of the run file, for example trainer.max_steps=100; repeatable")
    private Map<String, String> overrides = new LinkedHashMap<>();
    @Option(names = "--id", paramLabel = "NAME", description = "the name of the run")
    private Optional<String> id = Optional.empty();
    @Option(names = "--json", description = "print the report as the last line of standard output, the rest elsewhere")
    private boolean json;

    @Activate
    public RunCommand(@Reference RunningSessions running, @Reference TerminalConsole console,
            @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.running = running;
        this.console = console;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (file.isPresent() == resume.isPresent()) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "give a run file or --resume ID"
                    + (file.isPresent() ? ", not both" : ""), "run", "see 'athanor run --help'"));
        }
        if (json) {
            console.toError();
        }
        Sessions sessions = running.sessions().unwrap();
        Result<Session> started = file.map(yaml -> sessions.start(yaml, overrides, id))
                .orElseGet(() -> sessions.resume(resume.orElseThrow(), overrides));
        Session session = started.unwrap();
        RunReport report = session.await();
        console.endProgress();
        new ReportPrinter(json ? err : out).print(report, session.directory());
        if (json) {
            out.println(compact(session.directory().resolve("report.json")));
        }
        // Whoever started another one in this container counts on it.
        for (List<Session> others = running.running(); !others.isEmpty(); others = running.running()) {
            err.println("athanor: goes on with " + others.stream().map(Session::id).collect(Collectors.joining(", "))
                    + "; Ctrl-C ends it");
            others.get(0).await();
        }
        return ExitCodes.ofRun(report.status());
    }

    private static String compact(Path file) {
        try (JsonReader reader = Json.createReader(Files.newInputStream(file))) {
            return reader.readObject().toString();
        } catch (IOException | JsonException e) {
            throw new ProblemException(Problem.failed("the report cannot be read", e).at(file.toString()));
        }
    }
}
