package org.athanor.plugins.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.athanor.api.plugin.PluginDescriptor;

/** The rules between the plugins of one session: what one requires another must provide, and what conflicts. */
final class Features {

    private Features() {
    }

    /** Returns, in words, every rule that holds in {@code before} or was not there but is broken in {@code after}. */
    static List<String> broken(List<PluginDescriptor> before, List<PluginDescriptor> after) {
        Set<String> broken = new LinkedHashSet<>(PluginDescriptor.violations(after));
        // A session that was started against a rule must still be able to exchange its other plugins.
        broken.removeAll(PluginDescriptor.violations(before));
        return List.copyOf(broken);
    }
}
