package org.athanor.exchange.config;

/**
 * A value of a run file with its place.
 *
 * @param value a {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link java.util.List} of such, or a
 *     {@link Section}; an empty value is the empty string
 * @param where the place for messages: {@code run.yaml:12} or {@code --set trainer.seed}
 */
public record Setting(Object value, String where) {
}
