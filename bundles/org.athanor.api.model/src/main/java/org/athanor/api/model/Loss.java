package org.athanor.api.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of a micro-batch, and where its gradients start. Ordinarily that is the loss itself; an operation that has
 * computed the gradients of its inputs on the way (a chunked cross-entropy, for one) names those inputs instead.
 *
 * @param value the loss, a scalar
 * @param roots where backpropagation starts; empty when no gradients are wanted
 */
public record Loss(Tensor value, List<Root> roots) {

    /**
     * A start of backpropagation.
     *
     * @param tensor a tensor that depends on parameters, or is one
     * @param gradient the gradient of the loss with respect to it, of the same shape
     */
    public record Root(Tensor tensor, Tensor gradient) {
    }

    public Loss {
        roots = List.copyOf(roots);
    }
}
