package org.athanor.api.session;

import java.time.Duration;

/**
 * What a new version must prove before and after it is switched in.
 *
 * @param shadowSteps steps that old and new version take side by side on copies before the switch, from 0; kinds
 *     without steps (tokenizer, data source, storage, router) are compared or tried out when it is above 0
 * @param tolerance the largest difference allowed in the shadow; 0 means bit-identical
 * @param mayDiffer whether the new version may differ as it likes; it must still work
 * @param probationSteps steps for which the old version stays available for an automatic rollback, from 0
 * @param drainBound how long calls that hold the old version may take to end
 * @param force whether to go on at that bound: the calls are cut off instead of the exchange being degraded
 * @param voteBound how long each of several sessions that switch together may take to reach its barrier, and how long
 *     it stands there for the others
 */
public record SwapPolicy(int shadowSteps, double tolerance, boolean mayDiffer, int probationSteps,
        Duration drainBound, boolean force, Duration voteBound) {

    /** The second step is the first that depends on all that a step writes: parameters and optimizer state. */
    public static final int SHADOW_STEPS = 2;

    /** Shorter than a service that goes is held up for a step: it must not give up on a session that stands. */
    private static final Duration VOTE = Duration.ofSeconds(30);

    /** Two bit-identical steps in the shadow; ten steps of probation; half a minute for calls to end. */
    public static SwapPolicy standard() {
        return new SwapPolicy(SHADOW_STEPS, 0, false, 10, Duration.ofSeconds(30), false, VOTE);
    }

    /** No shadow and no probation: for going back to a version that was in use before. */
    public static SwapPolicy unchecked() {
        return new SwapPolicy(0, 0, true, 0, Duration.ofSeconds(30), false, VOTE);
    }

    /** Returns this policy with another number of steps in the shadow. */
    public SwapPolicy withShadow(int steps) {
        return new SwapPolicy(steps, tolerance, mayDiffer, probationSteps, drainBound, force, voteBound);
    }

    /** Returns this policy with another number of steps of probation. */
    public SwapPolicy withProbation(int steps) {
        return new SwapPolicy(shadowSteps, tolerance, mayDiffer, steps, drainBound, force, voteBound);
    }

    /** Returns this policy with another tolerance in the shadow. */
    public SwapPolicy withTolerance(double difference) {
        return new SwapPolicy(shadowSteps, difference, mayDiffer, probationSteps, drainBound, force, voteBound);
    }

    /** Returns this policy for a version that must compute the same within the tolerance. */
    public SwapPolicy agreeing() {
        return new SwapPolicy(shadowSteps, tolerance, false, probationSteps, drainBound, force, voteBound);
    }

    /** Returns this policy for a version that is meant to differ. */
    public SwapPolicy differing() {
        return new SwapPolicy(shadowSteps, tolerance, true, probationSteps, drainBound, force, voteBound);
    }

    /** Returns this policy with another bound for calls to end, and whether to cut them off then. */
    public SwapPolicy withDrain(Duration bound, boolean cutOff) {
        return new SwapPolicy(shadowSteps, tolerance, mayDiffer, probationSteps, bound, cutOff, voteBound);
    }

    /** Returns this policy with another bound for sessions that switch together. */
    public SwapPolicy withVote(Duration bound) {
        return new SwapPolicy(shadowSteps, tolerance, mayDiffer, probationSteps, drainBound, force, bound);
    }
}
