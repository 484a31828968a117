package org.athanor.training.loop;

/** The speed of a session in this process. Written by the step thread. */
final class Speed {

    /** The weight of a new step in the running mean. */
    private static final double WEIGHT = 0.05;

    private volatile Measured measured = new Measured(0, 0, 0);

    private record Measured(double nanosPerToken, long nanos, long tokens) {

        Measured and(long stepNanos, long stepTokens) {
            double latest = (double) stepNanos / stepTokens;
            return new Measured(tokens == 0 ? latest : (1 - WEIGHT) * nanosPerToken + WEIGHT * latest,
                    nanos + stepNanos, tokens + stepTokens);
        }
    }

    void step(long stepNanos, long stepTokens) {
        measured = measured.and(stepNanos, stepTokens);
    }

    /** Returns tokens per second over the last steps; 0 before the first. */
    double recent() {
        double nanosPerToken = measured.nanosPerToken();
        return nanosPerToken == 0 ? 0 : 1e9 / nanosPerToken;
    }

    /** Returns tokens per second over all steps; 0 before the first. */
    double overall() {
        Measured all = measured;
        return all.nanos() == 0 ? 0 : all.tokens() * 1e9 / all.nanos();
    }
}
