package org.athanor.plugins.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.session.Session;

/**
 * What a change of the plugins means for one running session.
 *
 * @param session the session
 * @param slots the slots that change, together
 */
public record SessionChange(Session session, List<Slot> slots) {

    public SessionChange {
        slots = List.copyOf(slots);
    }

    /**
     * A slot that changes.
     *
     * @param kind the kind
     * @param name the plugin's name
     * @param from the bundle that is in the slot; empty when the plugin is added
     * @param fromVersion its version; empty when the plugin is added
     * @param to the plugin that comes in, whose bundle has no number before it is installed; empty when the slot is
     *     left empty
     */
    public record Slot(PluginKind kind, String name, Optional<Long> from, String fromVersion,
            Optional<PluginDescriptor> to) {

        static Slot leaving(Session.Binding binding) {
            return new Slot(binding.kind(), binding.name(), Optional.of(binding.bundleId()), binding.version(),
                    Optional.empty());
        }

        static Slot added(PluginDescriptor plugin) {
            return new Slot(plugin.kind(), plugin.name(), Optional.empty(), "", Optional.of(plugin));
        }

        Slot followedBy(Optional<PluginDescriptor> plugin) {
            return new Slot(kind, name, from, fromVersion, plugin);
        }

        /** Returns the version that comes in; empty when none does. */
        public String toVersion() {
            return to.map(plugin -> plugin.version().toString()).orElse("");
        }

        String id() {
            return kind.word() + ":" + name;
        }
    }

    /** Returns the changes for the session, now that the bundles which come in are known by their symbolic names. */
    public List<Session.Change> changes(Map<String, Long> bundles) {
        return slots.stream().map(slot -> new Session.Change(slot.kind(), slot.name(), slot.from(),
                slot.to().map(plugin -> bundles.get(plugin.bundle())))).toList();
    }
}
