package org.athanor.api.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where a session stands.
 *
 * @param id the name of the run
 * @param work the kind of work, for example {@code training}
 * @param state what it does
 * @param step completed steps, as the kind of work counts them
 * @param maxSteps steps in all; 0 for work without an end of its own
 * @param generation the number of the generation in use
 * @param detail what it waits for, or why it failed; empty otherwise
 * @param values what else the kind of work tells of itself, in its order
 */
public record SessionStatus(String id, String work, State state, long step, long maxSteps, long generation,
        String detail, Map<String, Object> values) {

    public SessionStatus {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns a value that is a number; NaN when the work tells none of that name. */
    public double number(String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** What a session does. */
    public enum State {
        /** It is being set up. */
        STARTING,
        /** It works. */
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
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
