package org.athanor.api.session;

import org.athanor.api.plugin.Problem;

/**
 * How an exchange ended. There is no other way for one to end. An outcome may be kept for long, so its problem has no
 * cause; the stack trace is in the log.
 */
public sealed interface SwapOutcome {

    /** The new version never came in. */
    record NotStarted(Problem problem) implements SwapOutcome {
        public NotStarted {
            problem = problem.withoutCause();
        }
    }

    /**
     * The new version came in and failed; the old one is back.
     *
     * @param step the number of steps completed when the old version came back
     * @param problem what failed
     */
    record RolledBack(long step, Problem problem) implements SwapOutcome {
        public RolledBack {
            problem = problem.withoutCause();
        }
    }

    /**
     * The new version is in for good.
     *
     * @param step the number of steps completed when it came in
     */
    record Committed(long step) implements SwapOutcome {
    }

    /**
     * The new version is in, but something around it is not as it should be.
     *
     * @param step the number of steps completed when it came in
     * @param problem what is not as it should be, for example an old bundle that cannot be released
     */
    record Degraded(long step, Problem problem) implements SwapOutcome {
        public Degraded {
            problem = problem.withoutCause();
        }
    }

    /** Returns the word for reports and the ledger: {@code refused, rolled_back, committed, degraded}. */
    default String word() {
        if (this instanceof NotStarted) {
            return "refused";
        }
        if (this instanceof RolledBack) {
            return "rolled_back";
        }
        return this instanceof Committed ? "committed" : "degraded";
    }

    /** Returns what went wrong, in one line; empty when nothing did. */
    default String reason() {
        if (this instanceof NotStarted refused) {
            return refused.problem().message();
        }
        if (this instanceof RolledBack back) {
            return back.problem().message();
        }
        return this instanceof Degraded degraded ? degraded.problem().message() : "";
    }
}
