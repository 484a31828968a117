package org.athanor.plugins.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.action.CheckComponents;
import org.athanor.plugins.action.Forget;
import org.athanor.plugins.action.Start;
import org.athanor.plugins.action.StopOld;
import org.athanor.plugins.action.UninstallOld;
import org.athanor.plugins.action.WatchLoader;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.rules.Features;
import org.athanor.plugins.rules.KindUsers;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** Plans for which no jar comes in: stopping, starting and uninstalling a plugin that is there. */
final class LifecyclePlans {

    private final Container container;
    private final InstalledPlugin plugin;
    private final Subject subject;
    private final Map<String, SetEntry> entries;

    /**
     * Plans for a container.
     *
     * @param subject what was asked for
     * @param entries the plugin set as it is
     */
    LifecyclePlans(Container container, InstalledPlugin plugin, Subject subject, Map<String, SetEntry> entries) {
        this.container = container;
        this.plugin = plugin;
        this.subject = subject;
        this.entries = entries;
    }

    Result<Blueprint> stop() {
        if (plugin.bundle().getState() != Bundle.ACTIVE && plugin.bundle().getState() != Bundle.STARTING) {
            return Result.err(Problem.of(Kind.USAGE, plugin + " is stopped already", plugin.ids(),
                    "use plugin:start to take it into use"));
        }
        Optional<Problem> broken = broken().or(new KindUsers(container, plugin)::inUse);
        if (broken.isPresent()) {
            return Result.err(broken.get());
        }
        Draft draft = draft(Operation.STOP, next(entry().with(SetEntry.State.STOPPED))).rebinding(unbound());
        waiting().forEach(id -> draft.note("session " + id + " finishes its step and waits until " + plugin.ids()
                + " is started again"));
        return Result.ok(draft.thenSwitch().thenWriteSet().thenDrain().then(all().stream().map(StopOld::new).toList())
                .seal());
    }

    Result<Blueprint> start() {
        if (plugin.bundle().getState() == Bundle.ACTIVE) {
            return Result.err(Problem.of(Kind.USAGE, plugin + " is active already", plugin.ids(), ""));
        }
        List<Rebinding> bound = container.running().get().stream()
                .map(session -> new Rebinding(session,
                        container.absences().missing(plugin.symbolicName(), session, all().stream()
                                .flatMap(each -> each.plugins().stream()).toList())))
                .filter(rebinding -> !rebinding.slots().isEmpty()).toList();
        SetEntry active = entry().with(SetEntry.State.ACTIVE);
        boolean differs = active.jar().isPresent() || !active.before().isEmpty() || !active.beside().isEmpty();
        return Result.ok(draft(Operation.START, differs ? next(active) : next())
                .rebinding(bound)
                .then(all().stream().map(each -> new Start(each.symbolicName(), each.toString(), Optional.of(each)))
                        .toList())
                .then(new CheckComponents(plugin.symbolicName(), Optional.empty()))
                .thenSwitch().thenWriteSet().thenDrain().seal());
    }

    Result<Blueprint> uninstall() {
        for (Session session : container.running().get()) {
            for (Session.Binding binding : bindings(session)) {
                if (!binding.removable()) {
                    return Result.err(Problem.of(Kind.REFUSED, "session " + session.id() + " cannot do without "
                            + binding.id(), plugin.toString(),
                            "stop the session first, or use plugin:upgrade"));
                }
            }
        }
        Optional<Problem> broken = broken().or(() -> new KindUsers(container, plugin).refusal(Set.of()))
                .or(() -> plugin.atWork(container.running().get()));
        if (broken.isPresent()) {
            return Result.err(broken.get());
        }
        // Noted whether or not the distribution brings it: which versions it brings after a rollback cannot be told.
        SetEntry next = new SetEntry(plugin.symbolicName(), plugin.version(), Optional.empty(), entry().plugins(),
                SetEntry.State.REMOVED, List.of(), List.of());
        return Result.ok(draft(Operation.UNINSTALL, next(next)).rebinding(unbound()).thenSwitch().thenWriteSet()
                .thenDrain().then(all().stream().map(StopOld::new).toList())
                .then(all().stream().map(UninstallOld::new).toList())
                .then(all().stream().map(each -> new WatchLoader(each.symbolicName())).toList())
                .then(new Forget()).seal());
    }

    private Draft draft(Operation operation, Optional<SetEntry> next) {
        Draft draft = new Draft(container, operation, List.of(subject), entries)
                .operand(new Blueprint.Operand(Optional.empty(), Optional.of(plugin)), Plan.Details.NONE, next);
        all().stream().filter(each -> !each.equals(plugin)).forEach(draft::leaving);
        return draft;
    }

    /** Returns the bundle and those versions that are in use beside it. */
    private List<InstalledPlugin> all() {
        List<Version> beside = entry().beside().stream().map(SetEntry.Kept::version).toList();
        return Stream.concat(Stream.of(plugin), container.installed().named(plugin.symbolicName()).stream()
                .filter(each -> beside.contains(each.version()))).toList();
    }

    private List<Session.Binding> bindings(Session session) {
        return all().stream().flatMap(each -> each.bindings(session).stream()).toList();
    }

    private List<Rebinding> unbound() {
        return container.running().get().stream().map(session -> new Rebinding(session,
                bindings(session).stream().filter(binding -> binding.removable())
                        .map(Rebinding.Slot::unbound).toList()))
                .filter(rebinding -> !rebinding.slots().isEmpty()).toList();
    }

    private List<String> waiting() {
        return container.running().get().stream().filter(session -> bindings(session).stream()
                .anyMatch(binding -> !binding.removable())).map(Session::id).toList();
    }

    private Optional<Problem> broken() {
        List<String> reasons = new ArrayList<>();
        for (Session session : container.running().get()) {
            List<String> leaving = bindings(session).stream()
                    .map(binding -> binding.id()).toList();
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
                        List.of(), List.of()));
    }
}
