package org.athanor.exchange.peer;

import org.athanor.api.plugin.PluginKind;

/**
 * A plugin in a slot, as its peers know it.
 *
 * @param slot the name of the slot
 * @param plugin the plugin's id, {@code kind:name}
 * @param kind its kind
 * @param instance the name of its configuration
 */
public record Member(String slot, String plugin, PluginKind kind, String instance) {

    /** Returns whether its service has this interface. */
    boolean is(Class<?> service) {
        return kind.service().equals(service.getName());
    }

    /** Returns the plugin's id, and the slot when it has a name of its own. */
    String words() {
        return plugin.endsWith(":" + slot) || kind.word().equals(slot) ? plugin : plugin + " in slot " + slot;
    }
}
