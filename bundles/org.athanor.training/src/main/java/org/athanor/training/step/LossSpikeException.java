package org.athanor.training.step;

/** The loss of a step on probation is far above what it was before. Nothing was updated. */
public final class LossSpikeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LossSpikeException(double loss, double largest) {
        super("the loss jumped to " + loss + ", above " + largest);
    }
}
