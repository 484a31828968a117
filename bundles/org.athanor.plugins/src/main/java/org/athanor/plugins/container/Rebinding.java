package org.athanor.plugins.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.session.Session;

/**
 * What a plan binds anew in one running session.
 *
 * @param session the session
 * @param slots the slots that are bound, together
 */
public record Rebinding(Session session, List<Slot> slots) {

    public Rebinding {
        slots = List.copyOf(slots);
    }

    /**
     * A slot that is bound anew, or unbound.
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

        /** Unbinds what is in a slot. */
        public static Slot unbound(Session.Binding binding) {
            return new Slot(binding.kind(), binding.name(), Optional.of(binding.bundleId()), binding.version(),
                    Optional.empty());
        }

        /** Binds a plugin in a slot of its own. */
        public static Slot added(PluginDescriptor plugin) {
            return new Slot(plugin.kind(), plugin.name(), Optional.empty(), "", Optional.of(plugin));
        }

        /** Returns this slot with what is bound in it afterwards; empty when nothing is. */
        public Slot followedBy(Optional<PluginDescriptor> plugin) {
            return new Slot(kind, name, from, fromVersion, plugin);
        }

        /** Returns the version that comes in; empty when none does. */
        public String toVersion() {
            return to.map(plugin -> plugin.version().toString()).orElse("");
        }

        /** Returns the id of the plugin, before and after. */
        public String id() {
            return kind.word() + ":" + name;
        }
    }

    /**
     * Returns the same in the words of the session, now that the bundles which come in are there.
     *
     * @param incoming these bundles, by symbolic name
     */
    public List<Session.Change> changes(Map<String, Incoming> incoming) {
        return slots.stream().map(slot -> new Session.Change(slot.kind(), slot.name(), slot.from(),
                slot.to().map(plugin -> incoming.get(plugin.bundle()).bundle().getBundleId()))).toList();
    }
}
