package org.athanor.plugins.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.session.Session;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.store.SetEntry;
import org.athanor.plugins.store.SetEntry.Jar;
import org.athanor.plugins.store.SetEntry.Kept;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** One jar that comes in: a new plugin, or another version of one that is there. */
final class IncomingJar {

    private final Container container;
    private final Operation operation;
    private final PluginJar jar;
    private final Map<String, SetEntry> entries;
    private final List<InstalledPlugin> present;
    private final Optional<String> slot;
    private final Optional<InstalledPlugin> old;

    /**
     * Looks at a jar beside what is in a container.
     *
     * @param slot the only slot to exchange; empty for all
     * @param entries the plugin set as it is
     */
    IncomingJar(Container container, Operation operation, PluginJar jar, Optional<String> slot,
            Map<String, SetEntry> entries) {
        this.container = container;
        this.operation = operation;
        this.jar = jar;
        this.entries = entries;
        this.slot = slot;
        this.present = container.installed().named(jar.symbolicName());
        this.old = present.stream().filter(plugin -> operation == Operation.ROLLBACK
                        && entry().filter(entry -> entry.version().equals(plugin.version())).isPresent()).findFirst()
                .or(() -> present.stream().filter(plugin -> bindings(plugin).anyMatch(this::meant)).findFirst())
                .or(() -> present.stream().findFirst());
    }

    private Stream<Session.Binding> bindings(InstalledPlugin plugin) {
        return container.running().get().stream().flatMap(session -> plugin.bindings(session).stream());
    }

    private boolean meant(Session.Binding binding) {
        return slot.isEmpty() || slot.get().equals(binding.slot());
    }

    PluginJar jar() {
        return jar;
    }

    /** Returns the bundle that it replaces. */
    Optional<InstalledPlugin> old() {
        return old;
    }

    /** Returns the bundles that go: all versions in use or, where one slot is meant, the one that no other uses. */
    List<InstalledPlugin> leaving() {
        if (operation == Operation.ROLLBACK) {
            return old.stream().toList();
        }
        if (slot.isPresent()) {
            return old.filter(plugin -> bindings(plugin).allMatch(this::meant)).stream().toList();
        }
        List<Version> beside = before(SetEntry::beside).stream().map(Kept::version).toList();
        return present.stream().filter(plugin -> old.filter(plugin::equals).isPresent()
                || beside.contains(plugin.version())).toList();
    }

    private Optional<SetEntry> entry() {
        return Optional.ofNullable(entries.get(jar.symbolicName()));
    }

    private List<Kept> before(Function<SetEntry, List<Kept>> versions) {
        return entry().map(versions).orElse(List.of());
    }

    /** Returns why the jar cannot come in, whatever else is in the plan. */
    Optional<Problem> refusal() throws IOException {
        return sameVersion().or(this::wrongOperation).or(this::noSuchSlot).or(this::taken).or(this::brought)
                .or(this::dropped).or(this::atWork);
    }

    /** Returns the slots of a session that use the bundle, or had it until it was stopped. */
    List<Rebinding.Slot> slots(Session session) {
        return old.isEmpty() ? List.of() : Stream.concat(
                // A session that lost the plugin takes whatever version is started next, by itself.
                leavingOrOld().stream().flatMap(plugin -> plugin.bindings(session).stream())
                        .filter(Session.Binding::alive).filter(this::meant)
                        .map(Rebinding.Slot::unbound).map(slot -> slot.followedBy(jar.plugins().stream()
                                .filter(plugin -> plugin.id().equals(slot.id())).findFirst())),
                container.absences().missing(jar.symbolicName(), session, jar.plugins()).stream()).toList();
    }

    private Set<InstalledPlugin> leavingOrOld() {
        return Stream.concat(leaving().stream(), old.stream()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Optional<Problem> noSuchSlot() {
        return slot.filter(name -> present.stream().flatMap(this::bindings).noneMatch(this::meant)).map(name ->
                Problem.of(Kind.NOT_FOUND, "no session has a plugin of " + jar.symbolicName() + " in the slot '" + name
                        + "'", jar.source(), Nearest.hint(name, present.stream().flatMap(this::bindings)
                                .map(Session.Binding::slot).distinct().toList())));
    }

    private Optional<Problem> sameVersion() throws IOException {
        for (InstalledPlugin plugin : present) {
            if (plugin.version().equals(jar.version())) {
                return Optional.of(container.sha256(plugin, entries).equals(jar.sha256())
                        ? Problem.of(Kind.USAGE, plugin + " is already installed", jar.source(),
                                "raise the version, if it is meant to be another")
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
                    .filter(bundle -> jar.symbolicName().equals(bundle.getSymbolicName())
                            && !container.leftovers().bundles().contains(bundle)).findFirst()
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

    /** Two bundles that bring one kind would bring two classes of one name. */
    private Optional<Problem> brought() {
        for (Bundle other : container.context().getBundles()) {
            for (PluginKind kind : jar.symbolicName().equals(other.getSymbolicName()) ? List.<PluginKind>of()
                    : Kinds.of(other)) {
                if (jar.kinds().stream().anyMatch(each -> each.word().equals(kind.word())
                        || each.service().equals(kind.service()))) {
                    return Optional.of(refused("brings the kind " + kind.word() + " (" + kind.service() + "), which "
                            + other.getSymbolicName() + " " + other.getVersion() + " brings already",
                            "import it from there, or give the kind a word and an interface of its own"));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> atWork() {
        return leaving().stream().flatMap(plugin -> plugin.atWork(container.running().get()).stream()).findFirst()
                .map(problem -> problem.at(jar.source()));
    }

    private Optional<Problem> dropped() {
        return container.running().get().stream().flatMap(session -> slots(session).stream()
                .filter(slot -> slot.to().isEmpty())
                .map(slot -> refused(jar.symbolicName() + " " + jar.version() + " no longer declares " + slot.id()
                        + ", which session " + session.id() + " uses", ""))).findFirst();
    }

    /** Returns the bundle's entry of the plugin set afterwards. */
    SetEntry next() throws IOException {
        return new SetEntry(jar.symbolicName(), jar.version(), Optional.of(new Jar(jar.sha256(), jar.source())),
                jar.plugins().stream().map(PluginDescriptor::id).toList(), SetEntry.State.ACTIVE, before(), beside());
    }

    private List<Kept> beside() throws IOException {
        if (operation == Operation.ROLLBACK) {
            return before(SetEntry::beside);
        }
        if (slot.isEmpty() || old.isEmpty()) {
            return List.of();
        }
        List<Kept> beside = new ArrayList<>(before(SetEntry::beside));
        beside.removeIf(each -> each.version().equals(old.get().version()));
        if (!leaving().contains(old.get())) {
            beside.add(kept(old.get()));
        }
        return beside;
    }

    private List<Kept> before() throws IOException {
        List<Kept> before = before(SetEntry::before);
        if (old.isEmpty()) {
            return List.of();
        }
        if (operation == Operation.ROLLBACK) {
            return before.subList(0, before.size() - 1);
        }
        return SetEntry.followedBy(before, kept(old.get()));
    }

    private Kept kept(InstalledPlugin plugin) throws IOException {
        String source = container.storedJar(plugin, entries).map(Jar::source)
                .orElse(plugin.bundle().getLocation());
        return new Kept(plugin.version(), new Jar(container.sha256(plugin, entries), source));
    }

    /**
     * Nobody is refreshed for a plugin: who uses packages of the old version keeps them, and is named.
     *
     * @param leaving the bundles that go, too
     */
    List<String> users(Set<Bundle> leaving) {
        BundleWiring wiring = old.map(plugin -> plugin.bundle().adapt(BundleWiring.class)).orElse(null);
        return wiring == null ? List.of() : wiring.getProvidedWires(null).stream().map(BundleWire::getRequirer)
                .map(requirer -> requirer.getBundle()).filter(other -> !leaving.contains(other)).distinct()
                .map(other -> other.getSymbolicName() + " " + other.getVersion() + " uses packages of " + old.get()
                        + " and keeps them until it is refreshed")
                .toList();
    }

    private Problem refused(String what, String remedy) {
        return Problem.of(Kind.REFUSED, what, jar.source(), remedy);
    }
}
