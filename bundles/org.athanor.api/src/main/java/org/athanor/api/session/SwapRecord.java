package org.athanor.api.session;

import org.athanor.api.plugin.PluginKind;

/**
 * One line of the swap table of a run.
 *
 * @param step the number of completed steps at the switch; for a refused exchange, when it was refused
 * @param kind the kind
 * @param plugin the plugin's name
 * @param from the version before; empty when the plugin was added
 * @param to the version after; empty when the plugin was removed
 * @param outcome {@code committed, rolled_back, refused, degraded}
 * @param stallMillis how long the step loop stood still at the barrier for the switch; 0 when there was none
 * @param reason why it was not plainly committed; empty otherwise
 */
public record SwapRecord(long step, PluginKind kind, String plugin, String from, String to, String outcome,
        double stallMillis, String reason) {
}
