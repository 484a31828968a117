package org.athanor.exchange.generation;

import org.athanor.exchange.work.SlotDeclaration;

/**
 * A place in a session for one plugin.
 *
 * @param name its name, unique in the session
 * @param declaration what the kind of work says of it, or of the row that it belongs to
 */
public record Slot(String name, SlotDeclaration declaration) {

    /** Returns whether the session waits while its plugin is gone. */
    public boolean mandatory() {
        return declaration.mandatory();
    }

    @Override
    public String toString() {
        return name;
    }
}
