package org.athanor.api.lifecycle;

import java.util.Optional;
import org.athanor.api.session.Session;

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

        /** Returns whether a slot that is filled so, or is empty, is as it was left then. */
        public boolean isDone(Optional<Session.Binding> now) {
            return plugin.isEmpty() ? now.isEmpty() : now.filter(plugin.get()::isIn).isPresent();
        }
    }

    /** A live setting was changed. */
    record Set(long step, String key, String value) implements Recorded {
    }
}
