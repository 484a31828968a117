package org.athanor.plugins.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.action.BringIn;
import org.athanor.plugins.action.Forget;
import org.athanor.plugins.action.StopOld;
import org.athanor.plugins.action.UninstallOld;
import org.athanor.plugins.action.WatchLoader;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.rules.Features;
import org.athanor.plugins.rules.StateHandover;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Version;

/**
 * Plans the way of slots to a version of their bundle that is installed beside the one that they use: the version
 * before, when it was kept for other slots, or the newer one, when only some slots took it so far.
 *
 * @param container what it is about
 * @param asked the operation
 * @param target the version that the slots are to use
 * @param entry what is wanted of the bundle so far
 */
record MoveToInstalled(Container container, PlanRequest asked, InstalledPlugin target, SetEntry entry) {

    /** Goes back from the version that is wanted so far; other versions stay beside. */
    Result<Blueprint> back(Map<String, SetEntry> entries) {
        List<InstalledPlugin> left = installed(Set.of(entry.version()));
        return plan(left, left, entry.wentBackTo(target.version()), entries);
    }

    /** Brings every slot that uses another version, or the one that is named, to this one. */
    Result<Blueprint> forward(Optional<String> slot, Map<String, SetEntry> entries) {
        List<InstalledPlugin> others = installed(entry.versions()).stream()
                .filter(plugin -> !plugin.version().equals(target.version())).toList();
        List<InstalledPlugin> leaving = others.stream().filter(plugin -> slot.isEmpty() || container.running().get()
                .stream().flatMap(session -> plugin.bindings(session).stream())
                .allMatch(binding -> binding.slot().equals(slot.get()))).toList();
        SetEntry next = entry.without(leaving.stream().map(InstalledPlugin::version).toList(), target.version());
        return plan(others, leaving, next, entries);
    }

    private List<InstalledPlugin> installed(Set<Version> versions) {
        return container.installed().named(target.symbolicName()).stream()
                .filter(plugin -> versions.contains(plugin.version())).toList();
    }

    private Result<Blueprint> plan(List<InstalledPlugin> from, List<InstalledPlugin> leaving, SetEntry next,
            Map<String, SetEntry> entries) {
        Optional<String> only = asked.subjects().get(0).slot();
        List<Rebinding> rebindings = container.running().get().stream().map(session -> new Rebinding(session,
                from.stream().flatMap(plugin -> plugin.bindings(session).stream()).filter(Session.Binding::alive)
                        .filter(binding -> only.isEmpty() || only.get().equals(binding.slot()))
                        .map(Rebinding.Slot::unbound).map(slot -> slot.followedBy(target.plugins().stream()
                                .filter(plugin -> plugin.id().equals(slot.id())).findFirst())).toList()))
                .filter(rebinding -> !rebinding.slots().isEmpty()).toList();
        if (rebindings.isEmpty() && leaving.isEmpty()) {
            return Result.err(Problem.of(Kind.USAGE, only.map(slot -> "no slot '" + slot + "' uses another version of "
                    + target.symbolicName()).orElse(target + " is already installed, and in use wherever it can be"),
                    target.ids(), ""));
        }
        List<String> broken = Features.broken(container, rebindings);
        if (!broken.isEmpty()) {
            return Result.err(Problem.of(Kind.REFUSED, String.join("; ", broken), target.toString(), ""));
        }
        StateHandover states = new StateHandover(container.context(), List.of(), Set.of());
        List<String> lines = new ArrayList<>();
        for (PluginDescriptor after : target.plugins()) {
            Optional<PluginDescriptor> before = from.stream().flatMap(plugin -> plugin.plugins().stream())
                    .filter(plugin -> plugin.id().equals(after.id())).findFirst();
            Result<List<String>> state = states.plan(before, Optional.of(after));
            if (state.failure().isPresent()) {
                return Result.err(state.failure().get());
            }
            lines.addAll(state.unwrap());
        }
        return Result.ok(draft(from, leaving, next, entries, lines).rebinding(rebindings).then(new BringIn(target))
                .thenSwitch().thenWriteSet().thenDrain().then(leaving.stream().map(StopOld::new).toList())
                .then(leaving.stream().map(UninstallOld::new).toList())
                .then(leaving.stream().map(old -> new WatchLoader(old.symbolicName())).toList())
                .then(new Forget()).seal());
    }

    private Draft draft(List<InstalledPlugin> from, List<InstalledPlugin> leaving, SetEntry next,
            Map<String, SetEntry> entries, List<String> state) {
        Draft draft = new Draft(container, asked.operation(), asked.subjects(), entries);
        leaving.forEach(plugin -> draft.leaving(plugin));
        return draft.part(new Plan.Part(target.ids(), target.symbolicName(), from.stream().findFirst()
                .map(plugin -> plugin.version().toString()), Optional.of(target.version().toString()), "", "",
                new Plan.Details(List.of(), List.of(), List.of(), state)), Optional.of(target))
                .wanting(target.symbolicName(), Optional.of(next));
    }
}
