package org.athanor.api.metrics;

import java.util.Map;

/**
 * A measured value. A deterministic metric (loss, learning rate, gradient norm) is the same in every run with the
 * same seed and data, however often its plugins were exchanged; a metric of {@link Source#CLOCK} is not.
 *
 * @param step the step after which it was measured, from 1; 0 before the first
 * @param name the name, for example {@code train/loss} or {@code eval/loss}
 * @param value the value
 * @param source whether the value is computed or measured in time or memory
 * @param tags further dimensions; usually empty
 */
public record Metric(long step, String name, double value, Source source, Map<String, String> tags) {

    /** Where a value comes from. */
    public enum Source {
        /** Computed from the data and the parameters. */
        COMPUTATION,
        /** Measured on this machine in this process: tokens per second, memory. */
        CLOCK
    }

    public Metric {
        tags = Map.copyOf(tags);
    }

    /** Returns a deterministic metric without tags. */
    public static Metric of(long step, String name, double value) {
        return new Metric(step, name, value, Source.COMPUTATION, Map.of());
    }

    /** Returns a metric of this machine's clock or memory, without tags. */
    public static Metric measured(long step, String name, double value) {
        return new Metric(step, name, value, Source.CLOCK, Map.of());
    }
}
