package org.athanor.api.model;

import org.athanor.api.plugin.AthanorKind;
import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The code of a model. It keeps no tensor: parameters belong to the session and are reached through the scope.
 * Thread-safe; one call per micro-batch runs on each worker at the same time.
 */
@AthanorKind(word = "architecture", sideEffects = false)
@ConsumerType
public interface Architecture {

    /**
     * Describes the model for a vocabulary. A pure function of the configuration and {@code vocabularySize}.
     *
     * @param vocabularySize the number of token ids, from 1
     */
    ModelDescription describe(int vocabularySize);

    /**
     * Computes hidden states.
     *
     * @param scope answers for all parameters and named operations
     * @param ids token ids, int64, {@code [rows, time]} with {@code time <= context}
     * @return float32 {@code [rows, time, width]}, after the last normalisation
     */
    Tensor hidden(Scope scope, Tensor ids);
}
