package org.athanor.exchange.generation;

import org.athanor.exchange.config.Section;

/**
 * A slot and what is to fill it.
 *
 * @param slot the slot
 * @param kind the word of its kind
 * @param plugin the plugin's name
 * @param bundleId the bundle
 * @param section what configures the plugin
 */
public record Candidate(Slot slot, String kind, String plugin, long bundleId, Section section) {

    /** Returns the plugin's id, {@code kind:name}. */
    public String id() {
        return kind + ":" + plugin;
    }
}
