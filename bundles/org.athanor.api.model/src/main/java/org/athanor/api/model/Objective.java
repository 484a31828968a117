package org.athanor.api.model;

import org.athanor.api.plugin.AthanorKind;
import org.osgi.annotation.versioning.ConsumerType;

/** What training minimises. Thread-safe, keeps no tensor. */
@AthanorKind(word = "objective", sideEffects = false)
@ConsumerType
public interface Objective {

    /**
     * Computes the loss of one micro-batch, by asking the scope for hidden states and the loss.
     *
     * @return the micro-batch's share of the loss of the step, with its gradient roots when the scope is training
     */
    Loss loss(Scope scope, MicroBatch batch);
}
