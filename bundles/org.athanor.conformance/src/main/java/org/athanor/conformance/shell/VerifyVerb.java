package org.athanor.conformance.shell;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.Sessions;
import org.athanor.conformance.Conformance;
import org.athanor.conformance.Report;
import org.athanor.conformance.check.Examination;
import org.athanor.conformance.trial.Container;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code athanor verify}: examines a plugin in this process. */
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "usage: ",
        description = {"Examines a plugin: whether it describes itself, refuses what is wrong in words, can be",
            "exchanged while it is used, hands its state over, and leaves nothing behind. Exits with 0 only",
            "if all is well."})
@Component(service = Callable.class, property = "athanor.verb=verify")
public final class VerifyVerb implements Callable<Integer> {

    private static final int FAULTS = 1;

    private final Container container;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(index = "0", paramLabel = "JAR", description = "the plugin")
    private Path jar = Path.of("");
    @Option(names = "--run", paramLabel = "FILE",
            description = "a run file whose sections the plugin needs to work (default: an example in the jar, if any)")
    private Optional<Path> run = Optional.empty();
    @Option(names = "--swaps", paramLabel = "N", defaultValue = "" + Conformance.SWAPS,
            description = "how often it is exchanged while it is used (default: ${DEFAULT-VALUE})")
    private int swaps;
    @Option(names = "--patience", paramLabel = "SECONDS", defaultValue = "" + Conformance.PATIENCE,
            description = "how long it may take without any progress (default: ${DEFAULT-VALUE})")
    private int patience;
    @Option(names = "--json", description = "print the report as the last line of standard output, the rest elsewhere")
    private boolean json;

    @Activate
    public VerifyVerb(BundleContext context, @Reference Sessions sessions, @Reference Plugins plugins,
            @Reference ConfigurationAdmin configurations, @Reference MetaTypeService metatypes,
            @Reference ServiceComponentRuntime components, @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.container = new Container(context, sessions, plugins, configurations, metatypes, components);
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isRegularFile(jar)) {
            throw wrong("there is no such file", jar.toString(), "give the jar of a plugin");
        }
        if (swaps < 1 || patience < 1) {
            throw wrong("--swaps and --patience are numbers from 1", "verify", "see 'athanor verify --help'");
        }
        run.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw wrong("there is no such run file", file.toString(), "give one that works with the plugin");
        });
        PrintStream lines = json ? err : out;
        return finish(lines, new Examination(container, jar.toAbsolutePath(), run.map(Path::toAbsolutePath),
                lines::println).perform(swaps, Duration.ofSeconds(patience), report -> {
                    finish(lines, report);
                    out.flush();
                    err.flush();
                    // The plugin may hold whatever an orderly end would wait for.
                    Runtime.getRuntime().halt(FAULTS);
                }));
    }

    private int finish(PrintStream lines, Report report) {
        lines.println(report);
        if (json) {
            JsonArrayBuilder checks = Json.createArrayBuilder();
            report.checks().forEach(check -> checks.add(Json.createObjectBuilder().add("name", check.name())
                    .add("passed", check.passed()).add("detail", check.detail())));
            out.println(Json.createObjectBuilder().add("plugin", report.plugin()).add("passed", report.passed())
                    .add("checks", checks).build());
        }
        return report.passed() ? 0 : FAULTS;
    }

    private static ProblemException wrong(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Kind.USAGE, what, where, remedy));
    }
}
