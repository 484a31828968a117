package org.athanor.api.model;

import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What code of a model may ask for, by name, while one micro-batch is computed. Patches intercept the named
 * operations here. A scope belongs to one thread. Tensors that it returns live until the micro-batch is done.
 */
@ProviderType
public interface Scope {

    /** Returns the description of the model, including the parameters that patches added. */
    ModelDescription model();

    /**
     * Returns the live parameter of this name; read it, never write it.
     *
     * @throws IllegalArgumentException when no such parameter was declared
     */
    Tensor parameter(String name);

    /** Returns the rows of the table {@code name.weight} at {@code ids}: {@code ids.shape + [width]}. */
    Tensor embedding(String name, Tensor ids);

    /**
     * Returns {@code x · name.weightᵀ + name.bias}; the bias only when it was declared.
     *
     * @param x {@code [..., in]}
     * @return {@code [..., out]}
     */
    Tensor linear(String name, Tensor x);

    /** Returns the layer normalisation of {@code x} over its last dimension with {@code name.weight} and, when it was
     * declared, {@code name.bias}; epsilon 1e-5. */
    Tensor norm(String name, Tensor x);

    /**
     * Returns scaled dot-product attention with a causal mask.
     *
     * @param query {@code [rows, heads, time, head width]}
     * @param key like {@code query}
     * @param value like {@code query}
     * @return like {@code query}
     */
    Tensor attention(String name, Tensor query, Tensor key, Tensor value);

    /**
     * Returns {@code x} with elements zeroed at probability {@code p} and the others scaled by {@code 1/(1-p)} while
     * training; {@code x} itself otherwise. The draws are a function of (run seed, step, micro-batch, name).
     */
    Tensor dropout(String name, Tensor x, double p);

    /** Returns the architecture's hidden states {@code [rows, time, width]} of {@code ids} {@code [rows, time]}. */
    Tensor hidden(Tensor ids);

    /** Returns {@code hidden · headᵀ}: {@code [..., vocabulary]}. */
    Tensor logits(Tensor hidden);

    /** Returns the weighted cross-entropy of the head's logits; see {@link LossOperation}. */
    Loss loss(Tensor hidden, Tensor targets, double weight);

    /** Returns whether gradients are wanted: {@code true} in training steps, {@code false} in evaluation. */
    boolean training();
}
