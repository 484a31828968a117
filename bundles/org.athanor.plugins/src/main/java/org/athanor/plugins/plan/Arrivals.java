package org.athanor.plugins.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** Plans jars that come in together or not at all. */
final class Arrivals {

    private final Container container;
    private final Operation operation;
    private final Map<String, SetEntry> entries;
    private final List<PluginJar> jars;
    private final List<Arrival> arrivals;
    private final Set<Bundle> leaving;
    private final Set<Bundle> gone;

    /**
     * Plans for a container.
     *
     * @param entries the plugin set as it is
     */
    Arrivals(Container container, Operation operation, List<PluginJar> jars, Map<String, SetEntry> entries) {
        this.container = container;
        this.operation = operation;
        this.entries = entries;
        this.jars = jars;
        this.arrivals = jars.stream().map(jar -> new Arrival(container, operation, jar, entries)).toList();
        this.leaving = arrivals.stream().flatMap(arrival -> arrival.old().stream()).map(InstalledPlugin::bundle)
                .collect(Collectors.toUnmodifiableSet());
        this.gone = Stream.concat(leaving.stream(), container.leftovers().bundles().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what changes in the sessions: one exchange per session, with the slots of all bundles. */
    List<SessionChange> changes() {
        return container.running().get().stream().map(session -> new SessionChange(session,
                arrivals.stream().flatMap(arrival -> arrival.slots(session).stream()).toList()))
                .filter(change -> !change.slots().isEmpty()).toList();
    }

    Result<Blueprint> blueprint() {
        try {
            Optional<Problem> wrong = twice();
            for (Arrival arrival : arrivals) {
                wrong = wrong.isPresent() ? wrong : arrival.refusal();
            }
            if (wrong.isPresent()) {
                return Result.err(wrong.get());
            }
            List<Judged> judged = new ArrayList<>();
            for (Arrival arrival : arrivals) {
                Result<Judged> found = judge(arrival);
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
                if (other != null && other != jar) {
                    return Optional.of(Problem.of(Kind.USAGE, "brings in " + name + ", which " + other.source()
                            + " brings in, too", jar.source(), "give each plugin once"));
                }
            }
        }
        return Optional.empty();
    }

    /** A jar that can come in. */
    private record Judged(Arrival arrival, Plan.Details details, Requirements.Resolved resolved) {
    }

    private Result<Judged> judge(Arrival arrival) {
        PluginJar jar = arrival.jar();
        return new Requirements(container.context(), gone, jars).resolve(jar).flatMap(resolved ->
            new PackageVersions(jar, arrival.old(), gone).compare(resolved.wires())
                    .flatMap(versions -> state(arrival).map(state -> new Judged(arrival,
                            new Plan.Details(resolved.lines(), versions, features(jar), state), resolved))));
    }

    private Result<List<String>> state(Arrival arrival) {
        return arrival.old().map(plugin -> new StateHandover(container.context(), jars, leaving)
                .plan(plugin, arrival.jar())).orElseGet(() -> Result.ok(List.of()));
    }

    private Optional<Problem> broken() {
        List<String> reasons = new ArrayList<>();
        for (SessionChange change : changes()) {
            Features.broken(container.descriptors(change.session()), after(change))
                    .forEach(reason -> reasons.add(reason + " in session " + change.session().id()));
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(Problem.of(Kind.REFUSED,
                String.join("; ", reasons), String.join(", ", jars.stream().map(PluginJar::source).toList()), ""));
    }

    /** Returns what takes part in a session afterwards. */
    private List<PluginDescriptor> after(SessionChange change) {
        List<String> ids = change.slots().stream().map(SessionChange.Slot::id).toList();
        return Stream.concat(
                container.descriptors(change.session()).stream().filter(plugin -> !ids.contains(plugin.id())),
                change.slots().stream().flatMap(slot -> slot.to().stream())).toList();
    }

    private List<String> features(PluginJar jar) {
        List<String> lines = new ArrayList<>();
        jar.plugins().forEach(plugin -> lines.addAll(Features.words(plugin)));
        for (SessionChange change : changes()) {
            List<PluginDescriptor> together = after(change);
            jar.plugins().stream().filter(together::contains)
                    .forEach(plugin -> Features.met(plugin, together)
                            .forEach(line -> lines.add(line + " in session " + change.session().id())));
        }
        return lines;
    }

    private Blueprint draft(List<Judged> judged) throws IOException {
        Draft draft = new Draft(container, operation, entries).switching(changes());
        for (Judged each : judged) {
            Arrival arrival = each.arrival();
            PluginJar jar = arrival.jar();
            draft.part(new Blueprint.Part(Optional.of(jar), arrival.old(), each.resolved().providerByPackage()),
                    each.details(), Optional.of(arrival.entry()))
                    .dependingOn(each.resolved().providers()).refreshing(arrival.users(leaving))
                    .note("fetch " + jar.source() + ", compare its hash " + jar.sha256().substring(0, 12)
                            + ", inspect it and plan again: refuse when anything has changed");
            arrival.old().filter(old -> operation == Operation.UPGRADE && jar.version().compareTo(old.version()) < 0)
                    .ifPresent(old -> draft.note("downgrade from " + old.version() + " to " + jar.version()));
        }
        each(true, (jar, old) -> draft.step(Step.Kind.KEEP_OLD, jar.symbolicName(),
                "keep the jar of " + old.get() + " for the way back"));
        each(false, (jar, old) -> draft.step(Step.Kind.KEEP, jar.symbolicName(), "keep the new jar by its hash"));
        each(false, (jar, old) -> draft.step(Step.Kind.INSTALL, jar.symbolicName(),
                "install it as " + InstalledPlugin.LOCATION + jar.sha256()));
        draft.step(Step.Kind.RESOLVE, jars.size() == 1 ? "resolve it" : "resolve them together");
        each(false, (jar, old) -> draft.step(Step.Kind.START, jar.symbolicName(),
                "start " + name(jar) + old.map(plugin -> " beside " + plugin).orElse("")));
        each(false, (jar, old) -> draft.step(Step.Kind.COMPONENTS, jar.symbolicName(),
                "check that " + (jars.size() == 1 ? "its components are" : "the components of " + name(jar) + " are")
                        + " there and that none failed"));
        draft.switchSteps().step(Step.Kind.WRITE_SET, "write the plugin set");
        if (!leaving.isEmpty()) {
            draft.drainStep();
            each(true, (jar, old) -> draft.step(Step.Kind.STOP_OLD, jar.symbolicName(), "stop " + old.get()));
            each(true, (jar, old) -> draft.step(Step.Kind.UNINSTALL_OLD, jar.symbolicName(),
                    "uninstall " + old.get()));
            each(true, (jar, old) -> draft.step(Step.Kind.WATCH_LOADER, jar.symbolicName(),
                    "watch its class loader until it is collected"));
            draft.step(Step.Kind.FORGET, "remove jars that nobody can go back to");
        }
        return draft.seal();
    }

    private String name(PluginJar jar) {
        return jars.size() == 1 ? "it" : jar.symbolicName() + " " + jar.version();
    }

    private void each(boolean replacing, BiConsumer<PluginJar, Optional<InstalledPlugin>> action) {
        arrivals.stream().filter(arrival -> !replacing || arrival.old().isPresent())
                .forEach(arrival -> action.accept(arrival.jar(), arrival.old()));
    }
}
