package org.athanor.api.model;

import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/** Attention; shapes as in {@link Scope#attention}. Thread-safe, keeps no tensor. */
@ConsumerType
@FunctionalInterface
public interface AttentionOperation {

    /** Applies causal attention. */
    Tensor apply(Scope scope, Tensor query, Tensor key, Tensor value);
}
