package org.athanor.plugins.apply;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.session.SwapPolicy;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.plan.Absences;
import org.athanor.plugins.plan.Blueprint;
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
    private final Absences absences;
    private final Set<Long> onProbation;
    private final SessionWork sessions = new SessionWork();
    private final Collection<SetEntry> setBefore;
    private Optional<Bundle> arrived = Optional.empty();

    Change(Blueprint blueprint, SwapPolicy policy, BundleWork bundles, SetWork disk, Absences absences,
            Set<Long> onProbation) {
        this.blueprint = blueprint;
        this.policy = policy;
        this.bundles = bundles;
        this.disk = disk;
        this.absences = absences;
        this.onProbation = onProbation;
        this.setBefore = List.copyOf(disk.set().read().unwrap().values());
    }

    SessionWork sessions() {
        return sessions;
    }

    /** Returns why the components of the bundle that comes in do not work, when they do not. */
    Optional<String> failedComponent() {
        return arrived.filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .flatMap(bundles.components()::failure);
    }

    /**
     * Does an action.
     *
     * @return how to take it back
     * @throws Exception when it could not be done; nothing of it is left behind
     */
    Undo run(Step.Kind kind) throws Exception {
        return switch (kind) {
            case KEEP_OLD -> keepOld();
            case KEEP -> disk.keep(jar().sha256(), jar().content());
            case INSTALL -> install();
            case RESOLVE -> {
                bundles.resolve(incoming());
                yield Undo.NOTHING;
            }
            case START -> start();
            case COMPONENTS -> {
                bundles.checkComponents(incoming());
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
                finish(kind);
                yield Undo.NOTHING;
            }
        };
    }

    private void finish(Step.Kind kind) throws Exception {
        switch (kind) {
            case DRAIN -> sessions.drain();
            case STOP_OLD -> current().stop();
            case UNINSTALL_OLD -> bundles.uninstall(current());
            case FORGET -> disk.forget(setBefore, blueprint.set().values());
            // The watch begins with the uninstallation; counting what it holds costs collections, so it is asked for.
            case WATCH_LOADER -> { }
            default -> throw new IllegalStateException(kind.name());
        }
    }

    private Undo keepOld() throws IOException {
        InstalledPlugin old = blueprint.current().orElseThrow();
        List<SetEntry.Before> before = blueprint.set().get(old.symbolicName()).before();
        boolean needed = before.stream().anyMatch(each -> each.version().equals(old.version()));
        if (!needed) {
            return Undo.NOTHING;
        }
        String sha256 = before.get(before.size() - 1).jar().sha256();
        return disk.store().read(sha256).isPresent() ? Undo.NOTHING
                : disk.keep(sha256, BundleContent.read(old.bundle()));
    }

    private Undo install() throws BundleException {
        Bundle bundle = bundles.install(jar().sha256(), jar().content());
        arrived = Optional.of(bundle);
        return reason -> bundles.uninstall(bundle);
    }

    private Undo start() throws BundleException {
        Bundle bundle = incoming();
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
        Undo undo = sessions::revert;
        try {
            sessions.prepare(blueprint.sessions(), incoming().getBundleId(), policy());
        } catch (RuntimeException e) {
            undo.run(String.valueOf(e.getMessage()));
            throw e;
        }
        return undo;
    }

    private Undo probation() throws InterruptedException {
        long bundleId = incoming().getBundleId();
        onProbation.add(bundleId);
        try {
            sessions.await();
        } finally {
            onProbation.remove(bundleId);
        }
        return Undo.NOTHING;
    }

    private Undo writeSet() throws IOException {
        Undo undo = disk.write(blueprint.set().values());
        Runnable restore = absences.note(blueprint.plan().bundle(),
                blueprint.plan().operation() == Operation.STOP ? blueprint.sessions() : List.of());
        return reason -> {
            restore.run();
            undo.run(reason);
        };
    }

    /** Leaving a plugin out brings no new code in, so there is nothing to try. */
    private SwapPolicy policy() {
        return blueprint.jar().isPresent() || blueprint.plan().operation() == Operation.START ? policy
                : policy.withShadow(0).withProbation(0);
    }

    private PluginJar jar() {
        return blueprint.jar().orElseThrow();
    }

    private Bundle incoming() {
        return arrived.orElseGet(this::current);
    }

    private Bundle current() {
        return blueprint.current().orElseThrow().bundle();
    }
}
