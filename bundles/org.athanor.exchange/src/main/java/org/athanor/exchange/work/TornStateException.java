package org.athanor.exchange.work;

/** A change of the work's state failed after it had begun: the state is neither old nor new. */
public class TornStateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what failed, and why. */
    public TornStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
