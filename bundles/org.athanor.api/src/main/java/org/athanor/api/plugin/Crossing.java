package org.athanor.api.plugin;

import org.athanor.api.state.Stateful;

/** How what a plugin keeps crosses an exchange. */
public enum Crossing {

    /** The state of a {@link Stateful} plugin is handed over at the barrier, and checkpoints hold it. */
    HANDED_OVER,

    /**
     * The plugin holds something outside the session, such as a folder, and its successor opens that again. A state is
     * handed over at the barrier like any other, but no checkpoint holds it: it may be what holds the checkpoints.
     */
    REOPENED,

    /**
     * The plugin implements {@link Fed}: it works on a thread of its own, and its state is handed over there, after
     * everything that it was told before the switch. The barrier waits for nobody.
     */
    FED
}
