package org.athanor.plugins.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** Plans the end of a plugin's stay, or of a break in it: stopping, starting and uninstalling. */
final class Stay {

    private final Container container;
    private final InstalledPlugin plugin;
    private final Map<String, SetEntry> entries;

    /**
     * Plans for a container.
     *
     * @param entries the plugin set as it is
     */
    Stay(Container container, InstalledPlugin plugin, Map<String, SetEntry> entries) {
        this.container = container;
        this.plugin = plugin;
        this.entries = entries;
    }

    Result<Blueprint> stop() {
        if (plugin.bundle().getState() != Bundle.ACTIVE && plugin.bundle().getState() != Bundle.STARTING) {
            return Result.err(Problem.of(Kind.USAGE, plugin + " is stopped already", plugin.ids(),
                    "use plugin:start to take it into use"));
        }
        Optional<Problem> broken = broken();
        if (broken.isPresent()) {
            return Result.err(broken.get());
        }
        Draft draft = draft(Operation.STOP, next(entry().with(SetEntry.State.STOPPED))).switching(removals());
        waiting().forEach(id -> draft.note("session " + id + " finishes its step and waits until " + plugin.ids()
                + " is started again"));
        return Result.ok(draft.switchSteps().step(Step.Kind.WRITE_SET, "write the plugin set").drainStep()
                .step(Step.Kind.STOP_OLD, plugin.symbolicName(), "stop " + plugin).seal());
    }

    Result<Blueprint> start() {
        if (plugin.bundle().getState() == Bundle.ACTIVE) {
            return Result.err(Problem.of(Kind.USAGE, plugin + " is active already", plugin.ids(), ""));
        }
        List<SessionChange> additions = container.running().get().stream()
                .map(session -> new SessionChange(session,
                        container.absences().missing(plugin.symbolicName(), session, plugin.plugins())))
                .filter(change -> !change.slots().isEmpty()).toList();
        SetEntry active = entry().with(SetEntry.State.ACTIVE);
        boolean differs = active.jar().isPresent() || !active.before().isEmpty();
        return Result.ok(draft(Operation.START, differs ? next(active) : next())
                .switching(additions)
                .step(Step.Kind.START, plugin.symbolicName(), "start " + plugin)
                .step(Step.Kind.COMPONENTS, plugin.symbolicName(),
                        "check that its components are there and that none failed")
                .switchSteps().step(Step.Kind.WRITE_SET, "write the plugin set").drainStep().seal());
    }

    Result<Blueprint> uninstall() {
        for (Session session : container.running().get()) {
            for (Session.Binding binding : plugin.bindings(session)) {
                if (!removable(binding.kind())) {
                    return Result.err(Problem.of(Kind.REFUSED, "session " + session.id() + " cannot do without "
                            + binding.kind().word() + ":" + binding.name(), plugin.toString(),
                            "stop the session first, or use plugin:upgrade"));
                }
            }
        }
        Optional<Problem> broken = broken();
        if (broken.isPresent()) {
            return Result.err(broken.get());
        }
        // Noted whether or not the distribution brings it: which versions it brings after a rollback cannot be told.
        SetEntry next = new SetEntry(plugin.symbolicName(), plugin.version(), Optional.empty(), entry().plugins(),
                SetEntry.State.REMOVED, List.of());
        return Result.ok(draft(Operation.UNINSTALL, next(next)).switching(removals()).switchSteps()
                .step(Step.Kind.WRITE_SET, "write the plugin set").drainStep()
                .step(Step.Kind.STOP_OLD, plugin.symbolicName(), "stop " + plugin)
                .step(Step.Kind.UNINSTALL_OLD, plugin.symbolicName(), "uninstall " + plugin)
                .step(Step.Kind.WATCH_LOADER, plugin.symbolicName(), "watch its class loader until it is collected")
                .step(Step.Kind.FORGET, "remove jars that nobody can go back to").seal());
    }

    private Draft draft(Operation operation, Optional<SetEntry> next) {
        return new Draft(container, operation, entries)
                .part(new Blueprint.Part(Optional.empty(), Optional.of(plugin), Map.of()), Plan.Details.NONE, next);
    }

    /** Patchers are needed while they are attached, but a session can be asked to go on without one. */
    private static boolean removable(PluginKind kind) {
        return kind.many() || !kind.mandatory();
    }

    private List<SessionChange> removals() {
        return container.running().get().stream().map(session -> new SessionChange(session,
                plugin.bindings(session).stream().filter(binding -> removable(binding.kind()))
                        .map(SessionChange.Slot::leaving).toList()))
                .filter(change -> !change.slots().isEmpty()).toList();
    }

    private List<String> waiting() {
        return container.running().get().stream().filter(session -> plugin.bindings(session).stream()
                .anyMatch(binding -> !removable(binding.kind()))).map(Session::id).toList();
    }

    private Optional<Problem> broken() {
        List<String> reasons = new ArrayList<>();
        for (Session session : container.running().get()) {
            List<String> leaving = plugin.bindings(session).stream()
                    .map(binding -> binding.kind().word() + ":" + binding.name()).toList();
            List<PluginDescriptor> before = container.descriptors(session);
            List<PluginDescriptor> after = before.stream().filter(each -> !leaving.contains(each.id())).toList();
            Features.broken(before, after).forEach(reason -> reasons.add(reason + " but this one in session "
                    + session.id()));
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(Problem.of(Kind.REFUSED,
                String.join("; ", reasons), plugin.toString(), "take out what requires it first"));
    }

    private Optional<SetEntry> next(SetEntry wanted) {
        return next().or(() -> Optional.of(wanted));
    }

    /** Returns the entry as it is, when it is about another version that is installed: that one is not touched. */
    private Optional<SetEntry> next() {
        return Optional.ofNullable(entries.get(plugin.symbolicName())).filter(entry -> container.installed()
                .named(plugin.symbolicName()).stream().anyMatch(other -> !other.version().equals(plugin.version())
                        && other.version().equals(entry.version())));
    }

    private SetEntry entry() {
        return Optional.ofNullable(entries.get(plugin.symbolicName()))
                .filter(entry -> entry.version().equals(plugin.version()))
                .orElseGet(() -> new SetEntry(plugin.symbolicName(), plugin.version(), Optional.empty(),
                        plugin.plugins().stream().map(PluginDescriptor::id).toList(), SetEntry.State.ACTIVE,
                        List.of()));
    }
}
