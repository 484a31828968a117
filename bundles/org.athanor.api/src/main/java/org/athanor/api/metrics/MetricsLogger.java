package org.athanor.api.metrics;

import java.util.List;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Fed;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives what a run tells. The methods are called by one thread at a time, in order, never by the step thread:
 * a slow logger delays nobody, a failing one is named, and the run goes on without it.
 */
@AthanorKind(word = "logger", crossing = Crossing.FED)
@ConsumerType
public interface MetricsLogger extends Fed {

    /** Takes all metrics of one step. {@code maxSteps} is the length of the run, for progress displays. */
    void metrics(long step, long maxSteps, List<Metric> metrics);

    /** Takes an event. */
    default void event(RunEvent event) {
    }
}
