package org.athanor.api.session;

/**
 * One line of the swap table of a run.
 *
 * @param step the number of completed steps at the switch; for a refused exchange, when it was refused
 * @param slot the slot
 * @param kind the word of its kind
 * @param plugin the name of the plugin that came in, or that left when none did
 * @param from the version before, with the plugin's name when that is another; empty when the plugin was added
 * @param to the version after; empty when the plugin was removed
 * @param outcome {@code committed, rolled_back, refused, degraded}
 * @param stallMillis how long the loop stood still at the barrier for the switch; 0 when there was none
 * @param reason why it was not plainly committed; empty otherwise
 */
public record SwapRecord(long step, String slot, String kind, String plugin, String from, String to, String outcome,
        double stallMillis, String reason) {

    /** Returns what was exchanged: {@code kind:plugin}, and the slot when it has a name of its own. */
    public String subject() {
        String id = kind + ":" + plugin;
        return slot.equals(plugin) || slot.equals(kind) || slot.isEmpty() ? id : id + " in slot " + slot;
    }
}
