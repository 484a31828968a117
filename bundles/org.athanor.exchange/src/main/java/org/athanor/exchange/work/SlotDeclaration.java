package org.athanor.exchange.work;

import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.PluginDescriptor;

/**
 * A place, or a row of places, that a kind of work has for plugins of one kind.
 *
 * @param name the name of the slot; for a row of them, of the row
 * @param service the name of the service interface of its kind
 * @param many whether there may be several, in the order of the run file, each a slot with a name of its own
 * @param mandatory whether the work waits while a plugin that was in it is gone
 * @param selector the key of the slot's section that names the plugin; empty for a row, whose plugins are named under
 *     {@code plugins}
 */
public record SlotDeclaration(String name, String service, boolean many, boolean mandatory, String selector) {

    /** Declares one slot. The section of the same name configures it, and its key {@code type} names the plugin. */
    public static SlotDeclaration one(String name, Class<?> service) {
        return new SlotDeclaration(name, service.getName(), false, false, "type");
    }

    /** Declares a row of slots, filled with the plugins of this kind that the run file names under {@code plugins}. */
    public static SlotDeclaration many(String name, Class<?> service) {
        return new SlotDeclaration(name, service.getName(), true, false, "");
    }

    /** Returns, among the slots of a work, the row that a plugin belongs into by its kind, or the one slot for it. */
    public static Optional<SlotDeclaration> of(PluginDescriptor plugin, List<SlotDeclaration> slots) {
        return slots.stream().filter(slot -> slot.service().equals(plugin.kind().service()))
                .reduce((one, other) -> one.many() ? one : other);
    }

    /** Returns this declaration for plugins that the work cannot do without. */
    public SlotDeclaration whichIsMandatory() {
        return new SlotDeclaration(name, service, many, true, selector);
    }

    /** Returns this declaration with another key that names the plugin. */
    public SlotDeclaration selectedBy(String key) {
        return new SlotDeclaration(name, service, many, mandatory, key);
    }
}
