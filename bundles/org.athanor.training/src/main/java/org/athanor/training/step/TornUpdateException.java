package org.athanor.training.step;

import org.athanor.exchange.work.TornStateException;

/** An update failed after it had begun to write: parameters and optimizer state are neither old nor new. */
public final class TornUpdateException extends TornStateException {

    private static final long serialVersionUID = 1L;

    TornUpdateException(Throwable cause) {
        super("the optimizer failed half-way: " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
    }
}
