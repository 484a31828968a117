package org.athanor.shell.command;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.shell.Completion;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code plugin:*} that fill and empty slots of running sessions with what is installed. */
@GogoCommand(scope = "plugin", function = {"use", "add", "remove"})
@Component(service = SlotCommands.class)
public final class SlotCommands {

    private static final String SESSION = "in this session; otherwise in each that has the slot";

    private final Plugins plugins;

    @Activate
    public SlotCommands(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Descriptor("puts other plugins, or the same ones with other settings, into slots, several together or none")
    public Applied use(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor(SESSION) @Parameter(names = "--session", absentValue = "") @Completion("session") String id,
            @Descriptor("steps during which the plugin before stays ready") @Parameter(names = "--probation",
                    absentValue = "10") String probation,
            @Descriptor("steps that both take side by side before; 0: no trial") @Parameter(
                    names = "--shadow", absentValue = "" + SwapPolicy.SHADOW_STEPS) String shadow,
            @Descriptor("refuse a plugin that computes something else") @Parameter(names = "--must-agree",
                    presentValue = "true", absentValue = "false") boolean mustAgree,
            @Descriptor("a slot, a plugin and key=value for its settings; then the next slot")
            @Completion({"slot", "plugin"}) String... slot) {
        SwapPolicy policy = policy("plugin:use", probation).withShadow(Arguments.count("plugin:use", "--shadow",
                shadow));
        return new PluginChange(plugins, session, verbose).make(new Subjects("plugin:use", "", id)
                .of(Operation.USE, session, slot), mustAgree ? policy : policy.differing());
    }

    @Descriptor("brings an installed plugin into a running session")
    public Applied add(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor("the name of its slot; otherwise the plugin's own") @Parameter(names = "--as",
                    absentValue = "") String slot,
            @Descriptor("the session; otherwise the only one") @Parameter(names = "--session", absentValue = "")
            @Completion("session") String id,
            @Descriptor("steps during which it can be taken out again at once") @Parameter(names = "--probation",
                    absentValue = "10") String probation,
            @Descriptor("a plugin, and key=value for its settings") @Completion("plugin") String... plugin) {
        return new PluginChange(plugins, session, verbose).make(new Subjects("plugin:add", slot, id)
                .of(Operation.ADD, session, plugin), policy("plugin:add", probation));
    }

    @Descriptor("takes plugins out of their slots, several together or none; they stay installed")
    public Applied remove(CommandSession session,
            @Descriptor("print the plan first") @Parameter(names = {"-v", "--verbose"}, presentValue = "true",
                    absentValue = "false") boolean verbose,
            @Descriptor(SESSION) @Parameter(names = "--session", absentValue = "") @Completion("session") String id,
            @Descriptor("a slot") @Completion("slot") String... slot) {
        return new PluginChange(plugins, session, verbose).make(new Subjects("plugin:remove", "", id)
                .of(Operation.REMOVE, session, slot), policy("plugin:remove", "0"));
    }

    private static SwapPolicy policy(String command, String probation) {
        return SwapPolicy.standard().withProbation(Arguments.count(command, "--probation", probation));
    }
}
