package org.athanor.conformance.shell;

import java.nio.file.Path;
import java.util.Objects;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.shell.Completion;
import org.athanor.conformance.Conformance;
import org.athanor.conformance.Report;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The command {@code plugin:verify}: examines a plugin in a process of its own. */
@GogoCommand(scope = "plugin", function = "verify")
@Component(service = VerifyCommand.class)
public final class VerifyCommand {

    private static final String SEE = "see 'help plugin:verify'";

    private final Path distribution;

    @Activate
    public VerifyCommand(BundleContext context) {
        this.distribution = Path.of(Objects.requireNonNullElse(context.getProperty("athanor.distribution"), ""));
    }

    @Descriptor("examines a plugin in a process of its own; this container does not notice")
    public Report verify(CommandSession session,
            @Descriptor("a run file whose sections the plugin needs to work") @Parameter(names = "--run",
                    absentValue = "") String run,
            @Descriptor("how often it is exchanged while it is used") @Parameter(names = "--swaps",
                    absentValue = "" + Conformance.SWAPS) String swaps,
            @Descriptor("the jar of the plugin") @Completion(Completion.FILE) String... jar)
            throws InterruptedException {
        if (jar.length != 1 || jar[0].startsWith("-")) {
            throw wrong("give one jar, and no option but --run and --swaps");
        }
        if (!swaps.matches("[1-9]\\d{0,6}")) {
            throw wrong("--swaps needs a number from 1, not '" + swaps + "'");
        }
        Conformance kit = Conformance.in(distribution).withSwaps(Integer.parseInt(swaps));
        if (!run.isEmpty()) {
            kit = kit.withRun(session.currentDir().resolve(run));
        }
        try {
            Report report = kit.telling(check -> session.getConsole().println(check))
                    .verify(session.currentDir().resolve(jar[0]));
            if (!report.passed()) {
                throw new ProblemException(Problem.of(Kind.FAILED, report.toString()));
            }
            return report;
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()).replaceFirst("^athanor: ", ""));
        }
    }

    private static ProblemException wrong(String what) {
        return new ProblemException(Problem.of(Kind.USAGE, what, "", SEE));
    }
}
