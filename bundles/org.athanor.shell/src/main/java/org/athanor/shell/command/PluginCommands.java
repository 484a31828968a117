package org.athanor.shell.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.shell.Completion;
import org.athanor.shell.format.Formats;
import org.athanor.shell.format.HistoryLine;
import org.athanor.shell.format.Listing;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code plugin:*}. Whatever changes something is planned first and applied exactly as planned. */
@GogoCommand(scope = "plugin", function = {"plan", "install", "upgrade", "rollback", "stop", "start", "uninstall",
    "list", "info", "leaks", "history"})
@Component(service = PluginCommands.class)
public final class PluginCommands {

    private static final String SOURCE = Subjects.SOURCE;
    private static final String PLUGIN = Subjects.PLUGIN;

    private final Plugins plugins;

    @Activate
    public PluginCommands(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Descriptor("shows what an operation would do, without touching anything")
    public Plan plan(CommandSession session,
            @Descriptor("also what resolves to what, package versions, features and state") @Parameter(
                    names = {"-v", "--verbose"}, presentValue = "true", absentValue = "false") boolean verbose,
            @Descriptor("the slot, for upgrade and add") @Parameter(names = {"--slot", "--as"}, absentValue = "")
            @Completion("slot") String slot,
            @Descriptor("the session, where only one is to change") @Parameter(names = "--session", absentValue = "")
            @Completion("session") String id,
            @Descriptor("an operation, such as upgrade or use, and what its command takes") @Completion("operation")
            String... arguments) {
        if (arguments.length == 0) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "give an operation", "",
                    "one of " + operations()));
        }
        Operation operation = operation(arguments[0]);
        String[] words = Arrays.copyOfRange(arguments, 1, arguments.length);
        Plan plan = plugins.plan(new Subjects("plugin:plan", slot, id).of(operation, session, words)).unwrap();
        return verbose ? plan : withoutDetails(plan);
    }

    @Descriptor("adds plugins that are not installed, several together or none")
    public Applied install(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor("steps during which the old version stays ready") @Parameter(names = "--probation",
                    absentValue = "10") String probation,
            @Descriptor(SOURCE) @Completion(Completion.FILE) String... source) {
        return change(session, Operation.INSTALL, verbose, policy("plugin:install", probation), source);
    }

    @Descriptor("brings other versions of plugins in while everything goes on, several together or none")
    public Applied upgrade(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor("steps during which the old version stays ready") @Parameter(names = "--probation",
                    absentValue = "10") String probation,
            @Descriptor("steps that both versions take side by side before; 0: no trial") @Parameter(
                    names = "--shadow", absentValue = "" + SwapPolicy.SHADOW_STEPS) String shadow,
            @Descriptor("largest difference of losses, gradients and parameters then") @Parameter(
                    names = "--tolerance", absentValue = "0") String tolerance,
            @Descriptor("the new version is meant to differ") @Parameter(names = "--may-differ", presentValue = "true",
                    absentValue = "false") boolean mayDiffer,
            @Descriptor("seconds for calls into the old version to end") @Parameter(names = "--drain",
                    absentValue = "30") String drain,
            @Descriptor("cut such calls off at the bound") @Parameter(names = "--force", presentValue = "true",
                    absentValue = "false") boolean force,
            @Descriptor("only in this slot; otherwise in each that uses another version") @Parameter(
                    names = "--slot", absentValue = "") @Completion("slot") String slot,
            @Descriptor(SOURCE) @Completion(Completion.FILE) String... source) {
        SwapPolicy policy = policy("plugin:upgrade", probation)
                .withShadow(Arguments.count("plugin:upgrade", "--shadow", shadow))
                .withTolerance(Arguments.number("plugin:upgrade", "--tolerance", tolerance))
                .withDrain(Duration.ofSeconds(Arguments.count("plugin:upgrade", "--drain", drain)), force);
        return new PluginChange(plugins, session, verbose).make(new Subjects("plugin:upgrade", slot, "")
                .of(Operation.UPGRADE, session, source), mayDiffer ? policy.differing() : policy);
    }

    @Descriptor("goes back to the versions before, of several plugins together or of none; or in one slot")
    public Applied rollback(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor("steps during which the newer version stays ready") @Parameter(names = "--probation",
                    absentValue = "10") String probation,
            @Descriptor("back to what this slot had before: plugin, version and settings") @Parameter(names = "--slot",
                    absentValue = "") @Completion("slot") String slot,
            @Descriptor(PLUGIN) @Completion("plugin") String... plugin) {
        return new PluginChange(plugins, session, verbose).make(new Subjects("plugin:rollback", slot, "")
                .of(Operation.ROLLBACK, session, plugin), policy("plugin:rollback", probation).withShadow(0));
    }

    @Descriptor("takes a plugin out of use and keeps it installed")
    public Applied stop(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor(PLUGIN) @Completion("plugin") String... plugin) {
        return change(session, Operation.STOP, verbose, policy("plugin:stop", "0"), plugin);
    }

    @Descriptor("takes a stopped plugin into use again")
    public Applied start(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor("steps during which it can be taken out again at once") @Parameter(names = "--probation",
                    absentValue = "10") String probation,
            @Descriptor(PLUGIN) @Completion("plugin") String... plugin) {
        return change(session, Operation.START, verbose, policy("plugin:start", probation), plugin);
    }

    @Descriptor("removes a plugin")
    public Applied uninstall(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor(PLUGIN) @Completion("plugin") String... plugin) {
        return change(session, Operation.UNINSTALL, verbose, policy("plugin:uninstall", "0"), plugin);
    }

    @Descriptor("lists the installed plugins, and the removed versions that are under quarantine")
    public List<PluginInfo> list() {
        return new Listing<>(PluginInfo.class, Stream.concat(plugins.list().stream(),
                plugins.quarantined().stream()).toList());
    }

    @Descriptor("finds what holds removed versions in memory; stops everything while the heap is written")
    public List<Leak> leaks() {
        return new Listing<>(Leak.class, plugins.leaks());
    }

    @Descriptor("shows all that is known of a plugin")
    public Object info(@Descriptor(PLUGIN) @Completion("plugin") String... plugin) {
        String name = Arguments.of("plugin:info", plugin).one(PLUGIN);
        PluginInfo found = plugins.info(name).unwrap();
        // The name of a bundle means all that it holds.
        return found.descriptor().bundle().equals(name) ? plugins.list().stream()
                .filter(each -> each.bundleId() == found.bundleId())
                .map(each -> Formats.describe(plugins.info(each.descriptor().id()).orElse(problem -> each)))
                .collect(Collectors.joining(System.lineSeparator())) : found;
    }

    @Descriptor("lists the newest lines of the ledger, oldest first, or checks all of them")
    public Object history(
            @Descriptor("check that no line was changed, removed or moved, instead of listing them") @Parameter(
                    names = "--verify", presentValue = "true", absentValue = "false") boolean verify,
            @Descriptor("also show each action of a change") @Parameter(names = {"-v", "--verbose"},
                    presentValue = "true", absentValue = "false") boolean verbose,
            @Descriptor("how many lines") @Parameter(names = "-n", absentValue = "20") String limit) {
        if (verify) {
            return "lines checked: " + plugins.verifyHistory().unwrap() + ", each as it was written";
        }
        int count = Arguments.count("plugin:history", "-n", limit);
        List<HistoryLine> lines = plugins.history(verbose ? count : Integer.MAX_VALUE).stream().map(HistoryLine::new)
                .filter(line -> verbose || !line.isAction()).toList();
        return new Listing<>(HistoryLine.class, lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private static Plan withoutDetails(Plan plan) {
        return new Plan(plan.request(), plan.parts().stream().map(part -> new Plan.Part(part.plugin(), part.bundle(),
                part.from(), part.to(), part.source(), part.sha256(), Plan.Details.NONE)).toList(), plan.actions(),
                plan.refreshed(), plan.sessions(), plan.hash());
    }

    private static SwapPolicy policy(String command, String probation) {
        return SwapPolicy.standard().withProbation(Arguments.count(command, "--probation", probation));
    }

    private Applied change(CommandSession session, Operation operation, boolean verbose, SwapPolicy policy,
            String... words) {
        return new PluginChange(plugins, session, verbose).make(new Subjects("plugin:" + word(operation), "", "")
                .of(operation, session, words), policy);
    }

    private static Operation operation(String word) {
        return Arrays.stream(Operation.values()).filter(operation -> word(operation).equals(word)).findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(Problem.Kind.USAGE,
                        "there is no operation '" + word + "'", "", "one of " + operations())));
    }

    static String operations() {
        return Arrays.stream(Operation.values()).map(PluginCommands::word).collect(Collectors.joining(", "));
    }

    private static String word(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }
}
