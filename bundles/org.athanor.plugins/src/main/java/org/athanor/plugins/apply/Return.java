package org.athanor.plugins.apply;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/**
 * An entry of the plugin set on its way back into a container.
 *
 * @param entry what is wanted
 * @param bundle the bundle that it is about afterwards; empty when there is none
 * @param arrives whether that bundle has just been installed
 * @param replaced the bundles that go
 */
record Return(SetEntry entry, Optional<Bundle> bundle, boolean arrives, List<Bundle> replaced) {

    /** Returns whether it cannot come back without one of these bundles being resolved. */
    boolean needsOneOf(Collection<Bundle> bundles) {
        return entry.state() == SetEntry.State.ACTIVE && bundle.filter(bundles::contains).isPresent();
    }

    /** Returns whether the container has become another one by it. */
    boolean changes() {
        return arrives || !replaced.isEmpty() || (entry.jar().isEmpty() && bundle.isPresent());
    }
}
