package org.athanor.api.session;

/**
 * Where a session stands.
 *
 * @param id the name of the run
 * @param state what it does
 * @param step completed steps
 * @param maxSteps steps in all
 * @param tokens training tokens so far
 * @param trainLoss the loss of the last step in nats per token; NaN before the first
 * @param evalLoss the newest loss on held-out text; NaN before the first
 * @param learningRate the learning rate of the last step
 * @param tokensPerSecond over the last steps
 * @param generation the number of the generation in use
 * @param detail what it waits for, or why it failed; empty otherwise
 */
public record SessionStatus(String id, State state, long step, long maxSteps, long tokens, double trainLoss,
        double evalLoss, double learningRate, double tokensPerSecond, long generation, String detail) {

    /** What a session does. */
    public enum State {
        /** It is being set up. */
        STARTING,
        /** It trains. */
        RUNNING,
        /** It was paused. */
        PAUSED,
        /** A plugin that it cannot do without is gone. */
        WAITING,
        /** All steps are done. */
        COMPLETED,
        /** It was stopped before its last step. */
        STOPPED,
        /** It cannot go on. */
        FAILED;

        /** Returns whether the run has ended. */
        public boolean ended() {
            return this == COMPLETED || this == STOPPED || this == FAILED;
        }

        /** Returns the word for reports: the name in lower case. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
