package org.athanor.api.metrics;

/**
 * Something that happened in a run: it started, a checkpoint was written, a plugin was exchanged, it ended.
 *
 * @param step the number of completed steps
 * @param level how loud
 * @param type one word: {@code started, evaluated, checkpoint, exchanged, paused, resumed, setting, warning, ended}
 * @param message one line for a person
 */
public record RunEvent(long step, Level level, String type, String message) {

    /** How loud an event is. */
    public enum Level {
        /** Progress as expected. */
        INFO,
        /** The run goes on, but somebody should look. */
        WARNING,
        /** The run ended by a failure. */
        ERROR
    }
}
