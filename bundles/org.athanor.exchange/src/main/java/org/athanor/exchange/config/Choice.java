package org.athanor.exchange.config;

/**
 * A plugin that a run file chooses.
 *
 * @param name the plugin's name
 * @param where the place that names it
 */
public record Choice(String name, String where) {
}
