package org.athanor.exchange.generation;

/** Plugin code has not come back in time. */
public final class HangException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says how long it was waited for. */
    public HangException(long millis) {
        super("it has not come back within " + millis / 1000.0 + " s");
    }
}
