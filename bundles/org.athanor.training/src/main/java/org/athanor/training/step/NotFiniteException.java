package org.athanor.training.step;

/** The loss or the gradient of a step is NaN or infinite. Nothing was updated. */
public final class NotFiniteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotFiniteException(double loss, double gradientNorm) {
        super("the loss of the step is " + loss + " and its gradient norm " + gradientNorm);
    }
}
