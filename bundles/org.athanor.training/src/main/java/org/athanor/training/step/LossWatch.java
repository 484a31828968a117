package org.athanor.training.step;

/** Knows what losses to expect: a running mean and deviation over about the last fifty steps. Used by one thread. */
public final class LossWatch {

    private static final double WEIGHT = 0.04;
    private static final int ENOUGH = 10;

    /** A loss is a spike when it is this many deviations, and this share of the mean, above the mean. */
    private static final double DEVIATIONS = 8;
    private static final double SHARE = 0.3;

    private double mean;
    private double variance;
    private long seen;

    /** Takes the loss of a step. */
    public void saw(double loss) {
        if (seen == 0) {
            mean = loss;
        }
        double difference = loss - mean;
        mean += WEIGHT * difference;
        variance = (1 - WEIGHT) * (variance + WEIGHT * difference * difference);
        seen++;
    }

    /** Returns the largest loss that is no spike; infinite while too few steps have been seen. */
    public double largest() {
        return seen < ENOUGH ? Double.POSITIVE_INFINITY
                : mean + Math.max(DEVIATIONS * Math.sqrt(variance), SHARE * Math.abs(mean));
    }
}
