package org.athanor.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Implemented by the services of a kind that {@link Crossing#FED is fed}: whatever the session tells them reaches them
 * in order, on one thread that is theirs, so that they may block without holding the session up.
 *
 * <p>One that throws a {@link ProblemException} of the kind {@link Problem.Kind#IO} has kept what it was told and will
 * try again by itself, when it is told more or is flushed: the session warns, and goes on telling it. One that throws
 * anything else is set aside: it hears nothing more.
 */
@ConsumerType
public interface Fed {

    /** Makes durable what has been told so far. Called at checkpoints and before the service is replaced. */
    default void flush() {
    }
}
