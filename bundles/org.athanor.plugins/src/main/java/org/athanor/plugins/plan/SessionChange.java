package org.athanor.plugins.plan;

import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.session.Session;

/**
 * What a change of the plugins means for one running session.
 *
 * @param session the session
 * @param slots the slots that change
 */
public record SessionChange(Session session, List<Slot> slots) {

    public SessionChange {
        slots = List.copyOf(slots);
    }

    /**
     * A slot that changes. The bundle that comes in has no number before it is installed.
     *
     * @param kind the kind
     * @param name the plugin's name
     * @param from the bundle that is in the slot; empty when the plugin is added
     * @param fromVersion its version; empty when the plugin is added
     * @param in whether a plugin comes in; {@code false} when the slot is left empty
     */
    public record Slot(PluginKind kind, String name, Optional<Long> from, String fromVersion, boolean in) {

        static Slot leaving(Session.Binding binding, boolean in) {
            return new Slot(binding.kind(), binding.name(), Optional.of(binding.bundleId()), binding.version(), in);
        }

        static Slot added(PluginDescriptor plugin) {
            return new Slot(plugin.kind(), plugin.name(), Optional.empty(), "", true);
        }

        String id() {
            return kind.word() + ":" + name;
        }
    }

    /** Returns the changes for the session, now that the bundle which comes in is known. */
    public List<Session.Change> changes(long bundleId) {
        return slots.stream().map(slot -> new Session.Change(slot.kind(), slot.name(), slot.from(),
                slot.in() ? Optional.of(bundleId) : Optional.empty())).toList();
    }
}
