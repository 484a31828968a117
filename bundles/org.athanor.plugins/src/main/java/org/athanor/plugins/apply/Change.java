package org.athanor.plugins.apply;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SwapPolicy;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.plan.Blueprint;
import org.athanor.plugins.plan.Container;
import org.athanor.plugins.plan.InstalledPlugin;
import org.athanor.plugins.plan.Step;
import org.athanor.plugins.store.BundleContent;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** One change while it is made: does each action of its blueprint and answers how to take it back. */
final class Change {

    private final Blueprint blueprint;
    private final SwapPolicy policy;
    private final BundleWork bundles;
    private final SetWork disk;
    private final Container container;
    private final Set<Long> onProbation;
    private final SessionWork sessions = new SessionWork();
    private final Collection<SetEntry> setBefore;
    private final Map<String, Bundle> arrived = new LinkedHashMap<>();

    Change(Blueprint blueprint, SwapPolicy policy, BundleWork bundles, Container container, Set<Long> onProbation) {
        this.blueprint = blueprint;
        this.policy = policy;
        this.bundles = bundles;
        this.disk = new SetWork(container.store(), container.set());
        this.container = container;
        this.onProbation = onProbation;
        this.setBefore = List.copyOf(disk.set().read().unwrap().values());
    }

    SessionWork sessions() {
        return sessions;
    }

    /** Returns the bundles that came in. */
    Set<Bundle> arrived() {
        return Set.copyOf(arrived.values());
    }

    /** Returns why the components of a bundle that comes in do not work, when they do not. */
    Optional<String> failedComponent() {
        return arrived.values().stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .flatMap(bundle -> bundles.components().failure(bundle).stream()).findFirst();
    }

    /**
     * Does an action.
     *
     * @return how to take it back
     * @throws Exception when it could not be done; nothing of it is left behind
     */
    Undo run(Step step) throws Exception {
        return switch (step.kind()) {
            case KEEP_OLD -> keepOld(step.bundle());
            case KEEP -> disk.keep(jar(step.bundle()).sha256(), jar(step.bundle()).content());
            case INSTALL -> install(step.bundle());
            case RESOLVE -> {
                bundles.resolve(arrived.values(), gone());
                arrived.forEach((name, bundle) -> bundles.checkWires(bundle, blueprint.part(name).wires()));
                yield Undo.NOTHING;
            }
            case START -> start(incoming(step.bundle()));
            case COMPONENTS -> {
                bundles.checkComponents(incoming(step.bundle()));
                yield Undo.NOTHING;
            }
            case PREPARE -> prepare();
            case SHADOW -> {
                sessions.shadow();
                yield Undo.NOTHING;
            }
            case SWITCH -> {
                sessions.commit();
                yield Undo.NOTHING;
            }
            case PROBATION -> probation();
            case WRITE_SET -> writeSet();
            default -> {
                finish(step);
                yield Undo.NOTHING;
            }
        };
    }

    private void finish(Step step) throws Exception {
        switch (step.kind()) {
            case DRAIN -> sessions.drain();
            case STOP_OLD -> current(step.bundle()).stop();
            case UNINSTALL_OLD -> bundles.uninstall(current(step.bundle()), leaving());
            case FORGET -> disk.forget(setBefore, disk.set().read().unwrap().values());
            // The watch begins with the uninstallation; counting what it holds costs collections, so it is asked for.
            case WATCH_LOADER -> { }
            default -> throw new IllegalStateException(step.kind().name());
        }
    }

    private Undo keepOld(String symbolicName) throws IOException {
        InstalledPlugin old = blueprint.part(symbolicName).current().orElseThrow();
        List<SetEntry.Before> before = blueprint.set().get(symbolicName).before();
        boolean needed = before.stream().anyMatch(each -> each.version().equals(old.version()));
        if (!needed) {
            return Undo.NOTHING;
        }
        String sha256 = before.get(before.size() - 1).jar().sha256();
        return disk.store().read(sha256).isPresent() ? Undo.NOTHING
                : disk.keep(sha256, BundleContent.read(old.bundle()));
    }

    private Undo install(String symbolicName) throws BundleException {
        PluginJar jar = jar(symbolicName);
        Bundle bundle = bundles.install(jar.sha256(), jar.content());
        arrived.put(symbolicName, bundle);
        return reason -> bundles.uninstall(bundle, arrived());
    }

    private Undo start(Bundle bundle) throws BundleException {
        try {
            bundles.start(bundle);
        } catch (RuntimeException e) {
            // A failed start leaves the wish to be started behind.
            bundle.stop();
            throw e;
        }
        return reason -> bundle.stop();
    }

    private Undo prepare() throws Exception {
        Map<String, Long> incoming = new HashMap<>();
        blueprint.parts().forEach(part -> incoming.put(part.symbolicName(),
                incoming(part.symbolicName()).getBundleId()));
        Undo undo = sessions::revert;
        try {
            sessions.prepare(blueprint.sessions(), incoming, policy());
        } catch (RuntimeException e) {
            undo.run(String.valueOf(e.getMessage()));
            throw e;
        }
        return undo;
    }

    private Undo probation() throws InterruptedException {
        List<Long> incoming = blueprint.parts().stream()
                .map(part -> incoming(part.symbolicName()).getBundleId()).toList();
        onProbation.addAll(incoming);
        try {
            sessions.await();
        } finally {
            incoming.forEach(onProbation::remove);
        }
        return Undo.NOTHING;
    }

    private Undo writeSet() throws IOException {
        Undo undo = disk.write(blueprint.set().values());
        List<Runnable> restore = blueprint.parts().stream().map(part -> container.absences().note(part.symbolicName(),
                blueprint.plan().operation() == Operation.STOP ? blueprint.sessions() : List.of())).toList();
        return reason -> {
            restore.forEach(Runnable::run);
            undo.run(reason);
        };
    }

    /** Leaving a plugin out brings no new code in, so there is nothing to try. */
    private SwapPolicy policy() {
        return !blueprint.jars().isEmpty() || blueprint.plan().operation() == Operation.START ? policy
                : policy.withShadow(0).withProbation(0);
    }

    private PluginJar jar(String symbolicName) {
        return blueprint.part(symbolicName).jar().orElseThrow();
    }

    private Bundle incoming(String symbolicName) {
        return Optional.ofNullable(arrived.get(symbolicName)).orElseGet(() -> current(symbolicName));
    }

    private Bundle current(String symbolicName) {
        return blueprint.part(symbolicName).current().orElseThrow().bundle();
    }

    private Set<Bundle> gone() {
        Set<Bundle> gone = new HashSet<>(leaving());
        gone.addAll(container.leftovers().bundles());
        return gone;
    }

    /** Returns the bundles that are there before the change and that it is about. */
    Set<Bundle> leaving() {
        return blueprint.parts().stream().flatMap(part -> part.current().stream()).map(InstalledPlugin::bundle)
                .collect(Collectors.toUnmodifiableSet());
    }
}
