package org.athanor.exchange.generation;

import org.athanor.exchange.peer.Roster;

/** A hold on a generation. Each is one of its own, also when two calls have the same name. */
public final class Lease implements Roster.Hold {

    private final Generation generation;
    private final String call;
    private final boolean withdrawable;
    private volatile boolean over;

    Lease(Generation generation, String call, boolean withdrawable) {
        this.generation = generation;
        this.call = call;
        this.withdrawable = withdrawable;
    }

    /** Returns what is held. */
    public Generation generation() {
        return generation;
    }

    /** Returns what the call is called. */
    public String call() {
        return call;
    }

    /** Returns whether whoever waits for its end may end it. */
    boolean withdrawable() {
        return withdrawable;
    }

    /** Notes that it holds nothing any more. */
    void end() {
        over = true;
    }

    @Override
    public boolean holds() {
        return !over;
    }

    @Override
    public void close() {
        generation.giveBack(this);
    }
}
