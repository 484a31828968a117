package org.athanor.plugins.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.athanor.plugins.store.SetEntry.Before;
import org.athanor.plugins.store.SetEntry.Jar;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** Plans a jar that comes in: a new plugin, or another version of one that is there. */
final class Arrival {

    private final Container container;
    private final Operation operation;
    private final PluginJar jar;
    private final Map<String, SetEntry> entries;
    private final List<InstalledPlugin> present;
    private final Optional<InstalledPlugin> old;

    /**
     * Plans for a container.
     *
     * @param entries the plugin set as it is
     */
    Arrival(Container container, Operation operation, PluginJar jar, Map<String, SetEntry> entries) {
        this.container = container;
        this.operation = operation;
        this.jar = jar;
        this.entries = entries;
        this.present = container.installed().named(jar.symbolicName());
        this.old = present.stream().filter(plugin -> container.running().get().stream()
                .anyMatch(session -> !plugin.bindings(session).isEmpty())).findFirst()
                .or(() -> present.stream().findFirst());
    }

    Result<Blueprint> blueprint() {
        try {
            Optional<Problem> wrong = sameVersion().or(this::wrongOperation).or(this::taken).or(this::dropped);
            if (wrong.isPresent()) {
                return Result.err(wrong.get());
            }
            Set<Bundle> leaving = old.map(plugin -> Set.of(plugin.bundle())).orElse(Set.of());
            Result<Requirements.Resolved> resolved = new Requirements(container.context(), leaving).resolve(jar);
            Result<List<String>> versions = resolved.flatMap(found ->
                    new PackageVersions(jar, old, leaving).compare(found.wires()));
            Result<List<String>> state = versions.flatMap(found -> state(leaving));
            Optional<Problem> broken = state.failure().or(this::broken);
            if (broken.isPresent()) {
                return Result.err(broken.get());
            }
            return Result.ok(draft(resolved.unwrap().providers(), new Plan.Details(resolved.unwrap().lines(),
                    versions.unwrap(), features(), state.unwrap())));
        } catch (IOException e) {
            return Result.err(Problem.failed("the installed version cannot be read", e).at(jar.symbolicName()));
        }
    }

    /** Returns the sessions that use the bundle or had it until it was stopped. */
    List<SessionChange> changes() {
        List<SessionChange> changes = new ArrayList<>();
        for (Session session : old.isEmpty() ? List.<Session>of() : container.running().get()) {
            List<SessionChange.Slot> slots = Stream.concat(
                    // A session that lost the plugin takes whatever version is started next, by itself.
                    old.get().bindings(session).stream().filter(Session.Binding::alive)
                            .map(each -> SessionChange.Slot.leaving(each, true)),
                    container.absences().missing(jar.symbolicName(), session, jar.plugins()).stream()).toList();
            if (!slots.isEmpty()) {
                changes.add(new SessionChange(session, slots));
            }
        }
        return changes;
    }

    private Optional<Problem> sameVersion() throws IOException {
        for (InstalledPlugin plugin : present) {
            if (plugin.version().equals(jar.version())) {
                return Optional.of(container.sha256(plugin, entries).equals(jar.sha256())
                        ? Problem.of(Kind.USAGE, plugin + " is already installed", jar.source(), "")
                        : refused("same name and version as the installed " + plugin + ", but other content",
                                "raise the version"));
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> wrongOperation() {
        if (operation == Operation.INSTALL && old.isPresent()) {
            return Optional.of(Problem.of(Kind.USAGE, old.get() + " is installed", jar.source(),
                    "use plugin:upgrade to bring in " + jar.version()));
        }
        if (operation == Operation.INSTALL) {
            return Stream.of(container.context().getBundles())
                    .filter(bundle -> jar.symbolicName().equals(bundle.getSymbolicName())).findFirst()
                    .map(bundle -> refused(jar.symbolicName() + " is the name of a bundle of the container, which is "
                            + "no plugin", "give the plugin's bundle another symbolic name"));
        }
        return old.isPresent() ? Optional.empty() : Optional.of(Problem.of(Kind.USAGE,
                jar.symbolicName() + " is not installed", jar.source(), "use plugin:install"));
    }

    private Optional<Problem> taken() {
        for (InstalledPlugin other : container.installed().all()) {
            for (PluginDescriptor plugin : jar.plugins()) {
                if (!other.symbolicName().equals(jar.symbolicName())
                        && other.plugins().stream().anyMatch(each -> each.id().equals(plugin.id()))) {
                    return Optional.of(refused("declares " + plugin.id() + ", which " + other + " declares already",
                            "give the plugin another name, or uninstall the other"));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> dropped() {
        return changes().stream().flatMap(change -> change.slots().stream()
                .filter(slot -> jar.plugins().stream().noneMatch(plugin -> plugin.id().equals(slot.id())))
                .map(slot -> refused(jar.symbolicName() + " " + jar.version() + " no longer declares " + slot.id()
                        + ", which session " + change.session().id() + " uses", ""))).findFirst();
    }

    private Result<List<String>> state(Set<Bundle> leaving) {
        return old.map(plugin -> new StateHandover(container.context(), List.of(jar), leaving).plan(plugin, jar))
                .orElseGet(() -> Result.ok(List.of()));
    }

    private Optional<Problem> broken() {
        List<String> reasons = new ArrayList<>();
        for (SessionChange change : changes()) {
            Features.broken(container.descriptors(change.session()), after(change))
                    .forEach(reason -> reasons.add(reason + " in session " + change.session().id()));
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(refused(String.join("; ", reasons), ""));
    }

    /** Returns what takes part in a session afterwards. */
    private List<PluginDescriptor> after(SessionChange change) {
        List<String> ids = change.slots().stream().map(SessionChange.Slot::id).toList();
        return Stream.concat(
                container.descriptors(change.session()).stream().filter(plugin -> !ids.contains(plugin.id())),
                jar.plugins().stream().filter(plugin -> ids.contains(plugin.id()))).toList();
    }

    private List<String> features() {
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

    private Blueprint draft(List<Bundle> providers, Plan.Details details) throws IOException {
        List<SessionChange> changes = changes();
        Draft draft = new Draft(container, operation, entries).comingIn(jar, providers, details).about(old).switching(changes)
                .note("fetch " + jar.source() + ", compare its hash " + jar.sha256().substring(0, 12)
                        + ", inspect it and plan again: refuse when anything has changed");
        SetEntry next = new SetEntry(jar.symbolicName(), jar.version(),
                Optional.of(new Jar(jar.sha256(), jar.source())), jar.plugins().stream().map(PluginDescriptor::id)
                        .toList(), SetEntry.State.ACTIVE, before());
        if (old.isPresent()) {
            InstalledPlugin plugin = old.get();
            if (operation == Operation.UPGRADE && jar.version().compareTo(plugin.version()) < 0) {
                draft.note("downgrade from " + plugin.version() + " to " + jar.version());
            }
            draft.refreshing(users(plugin.bundle()))
                    .step(Step.Kind.KEEP_OLD, "keep the jar of " + plugin + " for the way back");
        }
        draft.step(Step.Kind.KEEP, "keep the new jar by its hash")
                .step(Step.Kind.INSTALL, "install it as " + InstalledPlugin.LOCATION + jar.sha256())
                .step(Step.Kind.RESOLVE, "resolve it")
                .step(Step.Kind.START, "start it" + old.map(plugin -> " beside " + plugin).orElse(""))
                .step(Step.Kind.COMPONENTS, "check that its components are there and that none failed")
                .switchSteps().step(Step.Kind.WRITE_SET, "write the plugin set").leaving(Optional.of(next));
        if (old.isPresent()) {
            draft.drainStep().step(Step.Kind.STOP_OLD, "stop " + old.get())
                    .step(Step.Kind.UNINSTALL_OLD, "uninstall " + old.get())
                    .step(Step.Kind.WATCH_LOADER, "watch its class loader until it is collected")
                    .step(Step.Kind.FORGET, "remove jars that nobody can go back to");
        }
        return draft.seal();
    }

    private List<Before> before() throws IOException {
        List<Before> before = Optional.ofNullable(entries.get(jar.symbolicName())).map(SetEntry::before)
                .orElse(List.of());
        if (old.isEmpty()) {
            return List.of();
        }
        if (operation == Operation.ROLLBACK) {
            return before.subList(0, before.size() - 1);
        }
        String source = container.storedJar(old.get(), entries).map(Jar::source)
                .orElse(old.get().bundle().getLocation());
        return SetEntry.followedBy(before, new Before(old.get().version(),
                new Jar(container.sha256(old.get(), entries), source)));
    }

    /** Nobody is refreshed for a plugin: who uses packages of the old version keeps them, and is named. */
    private static List<String> users(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? List.of() : wiring.getProvidedWires(null).stream().map(BundleWire::getRequirer)
                .map(requirer -> requirer.getBundle()).filter(other -> !other.equals(bundle)).distinct()
                .map(other -> other.getSymbolicName() + " " + other.getVersion() + " uses packages of "
                        + bundle.getSymbolicName() + " " + bundle.getVersion()
                        + " and keeps them until it is refreshed")
                .toList();
    }

    private Problem refused(String what, String remedy) {
        return Problem.of(Kind.REFUSED, what, jar.source(), remedy);
    }
}
