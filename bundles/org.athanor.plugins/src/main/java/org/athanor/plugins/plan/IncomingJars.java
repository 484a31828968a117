package org.athanor.plugins.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.action.CheckComponents;
import org.athanor.plugins.action.Forget;
import org.athanor.plugins.action.Install;
import org.athanor.plugins.action.Keep;
import org.athanor.plugins.action.KeepOld;
import org.athanor.plugins.action.Resolve;
import org.athanor.plugins.action.Start;
import org.athanor.plugins.action.StopOld;
import org.athanor.plugins.action.UninstallOld;
import org.athanor.plugins.action.WatchLoader;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.rules.Features;
import org.athanor.plugins.rules.KindUsers;
import org.athanor.plugins.rules.PackageVersions;
import org.athanor.plugins.rules.Requirements;
import org.athanor.plugins.rules.StateHandover;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** Plans jars that come in together or not at all. */
final class IncomingJars {

    private final Container container;
    private final Operation operation;
    private final List<Subject> subjects;
    private final Map<String, SetEntry> entries;
    private final List<PluginJar> jars;
    private final List<IncomingJar> incoming;
    private final Set<Bundle> leaving;
    private final Set<Bundle> gone;

    /**
     * Plans for a container.
     *
     * @param entries the plugin set as it is
     */
    IncomingJars(Container container, PlanRequest asked, List<PluginJar> jars, Map<String, SetEntry> entries) {
        this.container = container;
        this.operation = asked.operation();
        this.subjects = asked.subjects();
        this.entries = entries;
        this.jars = jars;
        this.incoming = IntStream.range(0, jars.size()).mapToObj(at -> new IncomingJar(container, operation,
                jars.get(at), operation == Operation.UPGRADE ? subjects.get(at).slot() : Optional.empty(), entries))
                .toList();
        this.leaving = incoming.stream().flatMap(one -> one.leaving().stream()).map(InstalledPlugin::bundle)
                .collect(Collectors.toUnmodifiableSet());
        this.gone = Stream.concat(leaving.stream(), container.leftovers().bundles().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what changes in the sessions: one exchange per session, with the slots of all bundles. */
    List<Rebinding> rebindings() {
        return container.running().get().stream().map(session -> new Rebinding(session,
                incoming.stream().flatMap(one -> one.slots(session).stream()).toList()))
                .filter(rebinding -> !rebinding.slots().isEmpty()).toList();
    }

    Result<Blueprint> blueprint() {
        try {
            Optional<Problem> wrong = twice();
            for (IncomingJar one : incoming) {
                wrong = wrong.isPresent() ? wrong : one.refusal().or(() -> one.old()
                        .flatMap(old -> new KindUsers(container, old).refusal(leaving)));
            }
            if (wrong.isPresent()) {
                return Result.err(wrong.get());
            }
            List<Judged> judged = new ArrayList<>();
            for (IncomingJar one : incoming) {
                Result<Judged> found = judge(one);
                if (found.failure().isPresent()) {
                    return Result.err(found.failure().get());
                }
                judged.add(found.unwrap());
            }
            Optional<Problem> broken = broken();
            return broken.isPresent() ? Result.err(broken.get()) : Result.ok(draft(judged));
        } catch (IOException e) {
            return Result.err(Problem.failed("the installed version cannot be read", e).at(String.join(", ",
                    jars.stream().map(PluginJar::symbolicName).toList())));
        }
    }

    private Optional<Problem> twice() {
        Map<String, PluginJar> seen = new HashMap<>();
        for (PluginJar jar : jars) {
            for (String name : Stream.concat(Stream.of(jar.symbolicName()),
                    jar.plugins().stream().map(PluginDescriptor::id)).toList()) {
                PluginJar other = seen.putIfAbsent(name, jar);
                if (other != null && !other.equals(jar)) {
                    return Optional.of(Problem.of(Kind.USAGE, "brings in " + name + ", which " + other.source()
                            + " brings in, too", jar.source(), "give each plugin once"));
                }
            }
        }
        return Optional.empty();
    }

    /** A jar that can come in. */
    private record Judged(IncomingJar incoming, Plan.Details details, Requirements.Resolved resolved) {
    }

    private Result<Judged> judge(IncomingJar one) {
        PluginJar jar = one.jar();
        return new Requirements(container.context(), gone, jars).resolve(jar).flatMap(resolved ->
            new PackageVersions(jar, one.old(), gone).compare(resolved.wires())
                    .flatMap(versions -> state(one).map(state -> new Judged(one,
                            new Plan.Details(resolved.lines(), versions, features(jar), state), resolved))));
    }

    private Result<List<String>> state(IncomingJar one) {
        return one.old().map(plugin -> new StateHandover(container.context(), jars, leaving)
                .plan(plugin, one.jar())).orElseGet(() -> Result.ok(List.of()));
    }

    private Optional<Problem> broken() {
        List<String> reasons = Features.broken(container, rebindings());
        return reasons.isEmpty() ? Optional.empty() : Optional.of(Problem.of(Kind.REFUSED,
                String.join("; ", reasons), String.join(", ", jars.stream().map(PluginJar::source).toList()), ""));
    }

    private List<String> features(PluginJar jar) {
        List<String> lines = new ArrayList<>();
        jar.plugins().forEach(plugin -> lines.addAll(Features.words(plugin)));
        for (Rebinding rebinding : rebindings()) {
            List<PluginDescriptor> together = Features.after(container, rebinding);
            jar.plugins().stream().filter(together::contains)
                    .forEach(plugin -> Features.met(plugin, together)
                            .forEach(line -> lines.add(line + " in session " + rebinding.session().id())));
        }
        return lines;
    }

    private Blueprint draft(List<Judged> judged) throws IOException {
        Draft draft = new Draft(container, operation, subjects, entries).rebinding(rebindings());
        List<KeepOld> kept = new ArrayList<>();
        Map<String, Map<String, String>> wires = new HashMap<>();
        for (Judged each : judged) {
            IncomingJar one = each.incoming();
            PluginJar jar = one.jar();
            SetEntry entry = one.next();
            draft.operand(new Blueprint.Operand(Optional.of(jar), one.old()), each.details(), Optional.of(entry))
                    .dependingOn(each.resolved().providers()).refreshing(one.users(leaving))
                    .note("fetch " + jar.source() + ", compare its hash " + jar.sha256().substring(0, 12)
                            + ", inspect it and plan again: refuse when anything has changed");
            one.old().filter(old -> operation == Operation.UPGRADE && jar.version().compareTo(old.version()) < 0)
                    .ifPresent(old -> draft.note("downgrade from " + old.version() + " to " + jar.version()));
            one.old().ifPresent(old -> kept.add(new KeepOld(old, entry.before())));
            one.leaving().stream().filter(plugin -> one.old().filter(plugin::equals).isEmpty())
                    .forEach(draft::leaving);
            wires.put(jar.symbolicName(), each.resolved().providerByPackage());
        }
        kept.forEach(draft::then);
        jars.forEach(jar -> draft.then(new Keep(jar)));
        jars.forEach(jar -> draft.then(new Install(jar)));
        draft.then(new Resolve(wires));
        incoming.forEach(one -> draft.then(new Start(one.jar().symbolicName(), name(one.jar())
                + one.old().map(old -> " beside " + old).orElse(""), Optional.empty())));
        jars.forEach(jar -> draft.then(new CheckComponents(jar.symbolicName(),
                jars.size() == 1 ? Optional.empty() : Optional.of(name(jar)))));
        draft.thenSwitch().thenWriteSet();
        List<InstalledPlugin> replaced = incoming.stream().flatMap(one -> one.leaving().stream()).toList();
        if (!kept.isEmpty()) {
            draft.thenDrain().then(replaced.stream().map(StopOld::new).toList())
                    .then(replaced.stream().map(UninstallOld::new).toList())
                    .then(replaced.stream().map(old -> new WatchLoader(old.symbolicName())).toList())
                    .then(new Forget());
        }
        return draft.seal();
    }

    private String name(PluginJar jar) {
        return jars.size() == 1 ? "it" : jar.symbolicName() + " " + jar.version();
    }
}
