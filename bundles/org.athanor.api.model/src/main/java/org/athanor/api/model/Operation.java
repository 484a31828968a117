package org.athanor.api.model;

import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/** A named operation with one input: an embedding, a linear map or a normalisation. Thread-safe, keeps no tensor. */
@ConsumerType
@FunctionalInterface
public interface Operation {

    /** Applies the operation. The shapes are those of the {@link Scope} method of the same kind. */
    Tensor apply(Scope scope, Tensor x);
}
