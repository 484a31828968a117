package org.athanor.torch;

import java.util.List;
import org.athanor.api.model.Loss;
import org.athanor.api.model.LossOperation;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The named operations of {@link org.athanor.api.model.Scope} as they are when no patch intercepts them. Shapes are
 * those of the scope's methods. Results and temporaries belong to the innermost
 * {@link org.bytedeco.javacpp.PointerScope}.
 */
public final class Operations {

    /** What layer normalisation adds to the variance. */
    public static final double NORM_EPSILON = 1e-5;

    /** {@code at::Reduction::Sum}. */
    private static final long SUM = 2;

    private Operations() {
    }

    /** Returns the rows of {@code table} at {@code ids}. */
    public static Tensor embedding(Tensor table, Tensor ids) {
        return torch.embedding(table, ids);
    }

    /** Returns {@code x · weightᵀ}. */
    public static Tensor linear(Tensor x, Tensor weight) {
        return torch.linear(x, weight);
    }

    /** Returns {@code x · weightᵀ + bias}. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return torch.linear(x, weight, new TensorOptional(bias));
    }

    /** Returns the layer normalisation of {@code x} over its last dimension, without a bias. */
    public static Tensor norm(Tensor x, Tensor gain) {
        return norm(x, gain, new TensorOptional());
    }

    /** Returns the layer normalisation of {@code x} over its last dimension. */
    public static Tensor norm(Tensor x, Tensor gain, Tensor bias) {
        return norm(x, gain, new TensorOptional(bias));
    }

    private static Tensor norm(Tensor x, Tensor gain, TensorOptional bias) {
        return torch.layer_norm(x, new long[] {gain.size(0)}, new TensorOptional(gain), bias, NORM_EPSILON, false);
    }

    /** Returns causal scaled dot-product attention; the scale is {@code 1 / sqrt(head width)}. */
    public static Tensor attention(Tensor query, Tensor key, Tensor value) {
        return torch.scaled_dot_product_attention(query, key, value, new TensorOptional(), 0.0, true,
                new DoubleOptional(), false);
    }

    /**
     * Returns {@code x} with elements zeroed at probability {@code p} and the others scaled by {@code 1 / (1 - p)}.
     *
     * @param p in {@code [0, 1)}; at 0 the result is {@code x} itself
     * @param seed decides which elements; see {@link Seeds}
     */
    public static Tensor dropout(Tensor x, double p, long seed) {
        if (p == 0) {
            return x;
        }
        Generator generator = Seeds.generator(seed);
        Tensor mask = torch.empty_like(x).bernoulli_(1 - p, new GeneratorOptional(generator));
        return x.mul(mask.mul_(new Scalar(1 / (1 - p))));
    }

    /** Returns {@code hidden · headᵀ}. */
    public static Tensor logits(Tensor hidden, Tensor head) {
        return torch.linear(hidden, head);
    }

    /**
     * Returns {@code weight} times the summed cross-entropy of all logits at once, see {@link LossOperation}.
     *
     * @param training whether the loss gets itself as its gradient root
     */
    public static Loss loss(Tensor hidden, Tensor head, Tensor targets, double weight, boolean training) {
        Tensor logits = logits(hidden.reshape(-1, hidden.size(-1)), head);
        Tensor value = torch.cross_entropy_loss(logits, targets.reshape(-1), new TensorOptional(), SUM,
                LossOperation.IGNORED, 0.0).mul(new Scalar(weight));
        return new Loss(value, training ? List.of(new Loss.Root(value, torch.ones_like(value))) : List.of());
    }
}
