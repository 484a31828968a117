package org.athanor.api.lifecycle;

import java.util.Optional;

/** Something that was done to a run from outside and decides what it comes to. */
public sealed interface Recorded {

    /** Returns the number of steps that were completed. */
    long step();

    /**
     * A slot was filled anew.
     *
     * @param slot the slot
     * @param plugin what it was filled with; empty when the plugin was removed
     */
    record Exchanged(long step, String slot, Optional<RecordedPlugin> plugin) implements Recorded {
    }

    /** A live setting was changed. */
    record Set(long step, String key, String value) implements Recorded {
    }
}
