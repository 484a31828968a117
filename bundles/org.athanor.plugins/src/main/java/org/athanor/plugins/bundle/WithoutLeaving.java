package org.athanor.plugins.bundle;

import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps bundles that come in from being wired to those that they replace, which the resolver would prefer because they
 * are resolved already, and lets both be there for a time although they are singletons.
 *
 * @param arriving the bundles that come in
 * @param leaving the bundles that they replace
 */
record WithoutLeaving(Set<Bundle> arriving, Set<Bundle> leaving) implements ResolverHook {

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        if (arriving.contains(requirement.getRevision().getBundle())) {
            candidates.removeIf(candidate -> leaving.contains(candidate.getRevision().getBundle()));
        }
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // Whatever can be resolved may be.
    }

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> candidates) {
        // Two may be there at once only when neither of them counts the other.
        Bundle bundle = singleton.getRevision().getBundle();
        Set<Bundle> others = arriving.contains(bundle) ? leaving : leaving.contains(bundle) ? arriving : Set.of();
        candidates.removeIf(candidate -> others.contains(candidate.getRevision().getBundle()));
    }

    @Override
    public void end() {
        // Nothing is held.
    }
}
