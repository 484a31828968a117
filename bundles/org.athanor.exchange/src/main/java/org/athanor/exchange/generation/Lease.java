package org.athanor.exchange.generation;

/** A hold on a generation. Each is one of its own, also when two calls have the same name. */
public final class Lease implements AutoCloseable {

    private final Generation generation;
    private final String call;

    Lease(Generation generation, String call) {
        this.generation = generation;
        this.call = call;
    }

    /** Returns what is held. */
    public Generation generation() {
        return generation;
    }

    /** Returns what the call is called. */
    public String call() {
        return call;
    }

    @Override
    public void close() {
        generation.giveBack(this);
    }
}
