package org.athanor.exchange.generation;

import org.athanor.exchange.work.SlotDeclaration;

/**
 * A place in a session for one plugin.
 *
 * @param name its name, unique in the session
 * @param declaration what the kind of work says of it, or of the row that it belongs to
 */
public record Slot(String name, SlotDeclaration declaration) {

    /** Says which names a slot can have, as a remedy. */
    public static final String NAMES = "use letters, digits, '_' and '-'";

    /** Returns whether a slot can have a name. */
    public static boolean canBeNamed(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9_-]*");
    }

    /** Returns whether the session waits while its plugin is gone. */
    public boolean mandatory() {
        return declaration.mandatory();
    }

    @Override
    public String toString() {
        return name;
    }
}
