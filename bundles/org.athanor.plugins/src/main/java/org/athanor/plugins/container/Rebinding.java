package org.athanor.plugins.container;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.PluginDescriptor;
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
     * @param name the name of the slot
     * @param from what is in the slot; empty when the plugin is added
     * @param to the plugin that comes in, whose bundle may not be installed yet; empty when the slot is left empty
     * @param section all of its section, where it is to have that of an earlier time
     * @param settings values for keys of its section, as they were given; the others stay as they are
     */
    public record Slot(String name, Optional<Session.Binding> from, Optional<PluginDescriptor> to,
            Optional<Map<String, Object>> section, Map<String, String> settings) {

        public Slot {
            settings = Map.copyOf(settings);
        }

        /** Unbinds what is in a slot. */
        public static Slot unbound(Session.Binding binding) {
            return new Slot(binding.slot(), Optional.of(binding), Optional.empty(), Optional.empty(), Map.of());
        }

        /** Binds a plugin in a slot that is empty. */
        public static Slot added(String name, PluginDescriptor plugin) {
            return new Slot(name, Optional.empty(), Optional.of(plugin), Optional.empty(), Map.of());
        }

        /** Returns this slot with what is bound in it afterwards; empty when nothing is. */
        public Slot followedBy(Optional<PluginDescriptor> plugin) {
            return new Slot(name, from, plugin, section, settings);
        }

        /** Returns the version before; empty when there is none. */
        public String fromVersion() {
            return from.map(Session.Binding::version).orElse("");
        }

        /** Returns the version that comes in; empty when none does. */
        public String toVersion() {
            return to.map(plugin -> plugin.version().toString()).orElse("");
        }

        /** Returns the word of the kind of the plugin. */
        public String kind() {
            return to.map(plugin -> plugin.kind().word()).or(() -> from.map(Session.Binding::kind)).orElse("");
        }

        /** Returns the name of the plugin that comes in, or of the one that leaves when none does. */
        public String plugin() {
            return to.map(PluginDescriptor::name).or(() -> from.map(Session.Binding::name)).orElse("");
        }

        /** Returns the id of that plugin. */
        public String id() {
            return kind() + ":" + plugin();
        }

        private Session.Change change(Map<BundleRef, Incoming> incoming) {
            return new Session.Change(name, from.map(Session.Binding::bundle), to.map(plugin -> {
                BundleRef bundle = plugin.ref();
                Incoming comesIn = Objects.requireNonNull(incoming.get(bundle), bundle.toString());
                return new Session.Incoming(plugin.kind().word(), plugin.name(), bundle, section, settings,
                        comesIn.content());
            }));
        }

        private Session.Change opposite() {
            return new Session.Change(name, to.map(PluginDescriptor::ref), from.map(before -> new Session.Incoming(
                    before.kind(), before.name(), before.bundle(), Optional.of(before.settings()), Map.of(),
                    Incoming.NO_CONTENT)));
        }
    }

    /**
     * Returns the same in the words of the session, now that the bundles which come in are there.
     *
     * @param incoming these bundles
     */
    public List<Session.Change> changes(Map<BundleRef, Incoming> incoming) {
        return slots.stream().map(slot -> slot.change(incoming)).toList();
    }

    /** Returns what undoes {@link #changes}. */
    public List<Session.Change> opposite() {
        return slots.stream().map(Slot::opposite).toList();
    }
}
