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
        Set<String> broken = violations(after);
        // A session that was started against a rule must still be able to exchange its other plugins.
        broken.removeAll(violations(before));
        return List.copyOf(broken);
    }

    private static Set<String> violations(List<PluginDescriptor> plugins) {
        Set<String> violations = new LinkedHashSet<>();
        for (PluginDescriptor plugin : plugins) {
            for (String feature : plugin.requires()) {
                if (plugins.stream().noneMatch(each -> each.provides().contains(feature))) {
                    violations.add(plugin.name() + " requires " + feature + ", which no plugin provides");
                }
            }
            for (String feature : plugin.conflicts()) {
                plugins.stream().filter(other -> other != plugin && other.provides().contains(feature))
                        .forEach(other -> violations.add(plugin.name() + " conflicts with " + feature + ", which "
                                + other.name() + " " + other.version() + " provides"));
            }
        }
        return violations;
    }
}
