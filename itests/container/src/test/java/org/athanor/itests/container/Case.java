package org.athanor.itests.container;

import org.athanor.api.lifecycle.Plugins.Operation;

/**
 * An operation on a plugin that a session uses.
 *
 * @param situation what the session is doing
 * @param kind the word of the plugin's kind
 * @param operation what is asked for
 */
record Case(Situation situation, String kind, Operation operation) {

    @Override
    public String toString() {
        return situation + " " + kind + " " + operation;
    }
}
