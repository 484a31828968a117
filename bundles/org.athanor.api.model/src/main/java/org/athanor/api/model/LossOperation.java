package org.athanor.api.model;

import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/** The head and its cross-entropy. Thread-safe, keeps no tensor. */
@ConsumerType
@FunctionalInterface
public interface LossOperation {

    /** Targets with this id do not count. */
    long IGNORED = -100;

    /**
     * Returns {@code weight} times the sum over all targets of the cross-entropy in nats.
     *
     * @param hidden {@code [rows, time, width]}
     * @param targets int64 {@code [rows, time]}, ids in {@code [0, vocabulary)} or {@link #IGNORED}
     * @param weight the share of one token in the loss of the step: 1 / number of counted targets in the whole step
     */
    Loss apply(Scope scope, Tensor hidden, Tensor targets, double weight);
}
