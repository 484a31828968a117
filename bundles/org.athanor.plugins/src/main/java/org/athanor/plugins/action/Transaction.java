package org.athanor.plugins.action;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.SwapPolicy;
import org.athanor.plugins.bundle.BundleWork;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.Incoming;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** A plan while it is carried out: what its actions work with, and what they hand on to each other. */
public final class Transaction {

    private final Container container;
    private final BundleWork bundles;
    private final SetWork disk;
    private final SessionWork sessions = new SessionWork();
    private final SwapPolicy policy;
    private final Set<Bundle> leaving;
    private final Set<Long> onProbation;
    private final Collection<SetEntry> setBefore;
    private final Map<BundleRef, Incoming> incoming = new LinkedHashMap<>();

    /**
     * Begins.
     *
     * @param policy how sessions try what comes in
     * @param leaving the bundles that are there before and that the plan is about
     * @param onProbation is told which bundles are on probation
     */
    public Transaction(Container container, BundleWork bundles, SwapPolicy policy, Set<Bundle> leaving,
            Set<Long> onProbation) {
        this.container = container;
        this.bundles = bundles;
        this.disk = new SetWork(container.store(), container.set());
        this.policy = policy;
        this.leaving = Set.copyOf(leaving);
        this.onProbation = onProbation;
        this.setBefore = List.copyOf(disk.set().read().unwrap().values());
    }

    /** Returns the work on sessions. */
    public SessionWork sessions() {
        return sessions;
    }

    /** Returns the bundles that are there before and that the plan is about. */
    public Set<Bundle> leaving() {
        return leaving;
    }

    /** Returns the bundles that were installed, in their order. */
    public Set<Bundle> installed() {
        return incoming.values().stream().filter(each -> each.jar().isPresent()).map(Incoming::bundle)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Container container() {
        return container;
    }

    BundleWork bundles() {
        return bundles;
    }

    SetWork disk() {
        return disk;
    }

    /** Returns the plugin set before. */
    Collection<SetEntry> setBefore() {
        return setBefore;
    }

    /** Hands a bundle to the actions after this one. */
    void bringIn(Incoming bundle) {
        incoming.put(BundleRef.of(bundle.bundle()), bundle);
    }

    /** Returns what came in so far. */
    Map<BundleRef, Incoming> incoming() {
        return Map.copyOf(incoming);
    }

    Bundle incoming(String symbolicName) {
        return incoming.entrySet().stream().filter(each -> each.getKey().symbolicName().equals(symbolicName))
                .findFirst().orElseThrow(() -> new IllegalStateException(symbolicName + " has not come in"))
                .getValue().bundle();
    }

    /** Returns what nothing may be resolved to. */
    Set<Bundle> gone() {
        Set<Bundle> gone = new HashSet<>(leaving);
        gone.addAll(container.leftovers().bundles());
        return gone;
    }

    /** Leaving a plugin out brings no new code in, so there is nothing to try. */
    SwapPolicy policy() {
        return incoming.isEmpty() ? policy.withShadow(0).withProbation(0) : policy;
    }

    /** Returns why the components of a bundle that was installed do not work, when they do not. */
    Optional<String> failedComponent() {
        return installed().stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .flatMap(bundle -> bundles.components().failure(bundle).stream()).findFirst();
    }

    /** A time in which what came in proves itself. */
    @FunctionalInterface
    interface Trial {

        void run() throws InterruptedException;
    }

    /** Lets everybody see, while {@code trial} goes on, that what came in is on probation. */
    void onProbation(Trial trial) throws InterruptedException {
        List<Long> tried = incoming.values().stream().map(each -> each.bundle().getBundleId()).toList();
        onProbation.addAll(tried);
        try {
            trial.run();
        } finally {
            tried.forEach(onProbation::remove);
        }
    }
}
