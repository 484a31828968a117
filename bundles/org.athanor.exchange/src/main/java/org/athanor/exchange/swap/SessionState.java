package org.athanor.exchange.swap;

import java.util.Optional;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.generation.Generation;

/** What a session does, and the generation that it uses. Written by its thread at barriers; read by all. */
public final class SessionState {

    private volatile Optional<Generation> generation = Optional.empty();
    private volatile State state = State.STARTING;
    private volatile String detail = "";

    /** Takes a generation into use. */
    public void use(Generation next) {
        next.enter();
        generation = Optional.of(next);
    }

    /** Returns the generation in use; empty until the session has one. */
    public Optional<Generation> inUse() {
        return generation;
    }

    /** Returns the generation in use. */
    public Generation generation() {
        return generation.orElseThrow(() -> new IllegalStateException("The session has no generation yet."));
    }

    /** Notes what the session does, and why. */
    public void become(State next, String why) {
        detail = why;
        state = next;
    }

    /** Returns what the session does. */
    public State state() {
        return state;
    }

    /** Returns what it waits for, or why it failed; empty otherwise. */
    public String detail() {
        return detail;
    }
}
