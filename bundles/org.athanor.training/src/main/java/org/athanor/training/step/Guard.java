package org.athanor.training.step;

/**
 * What is watched in a step while new code is on probation.
 *
 * @param largestLoss a loss above this is a spike: the step fails before anything is updated
 * @param onCopies whether the optimizer works on copies, so that it can fail half-way and leave no trace
 */
public record Guard(double largestLoss, boolean onCopies) {

    /** Watches nothing. */
    public static final Guard NONE = new Guard(Double.POSITIVE_INFINITY, false);
}
