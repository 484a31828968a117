package org.athanor.training.loop;

/** The speed of a session in this process. Written by the step thread. */
final class Speed {

    /** The weight of a new step in the running mean. */
    private static final double WEIGHT = 0.05;

    private volatile double nanosPerToken;
    private volatile long nanos;
    private volatile long tokens;

    void step(long stepNanos, long stepTokens) {
        double latest = (double) stepNanos / stepTokens;
        nanosPerToken = tokens == 0 ? latest : (1 - WEIGHT) * nanosPerToken + WEIGHT * latest;
        nanos += stepNanos;
        tokens += stepTokens;
    }

    /** Returns tokens per second over the last steps; 0 before the first. */
    double recent() {
        return nanosPerToken == 0 ? 0 : 1e9 / nanosPerToken;
    }

    /** Returns tokens per second over all steps; 0 before the first. */
    double overall() {
        return nanos == 0 ? 0 : tokens * 1e9 / nanos;
    }
}
