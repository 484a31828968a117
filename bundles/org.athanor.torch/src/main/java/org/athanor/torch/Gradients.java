package org.athanor.torch;

import java.util.List;
import java.util.stream.IntStream;
import org.athanor.api.model.Loss;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Functional gradients: nothing accumulates in a parameter, so threads share parameters safely. */
public final class Gradients {

    private Gradients() {
    }

    /**
     * Returns the gradients of a loss and frees the graph behind it. Backpropagation on the CPU runs on the calling
     * thread, in an order given by the graph, so the result does not depend on what other threads do.
     *
     * @param loss where backpropagation starts; a root may itself be one of the parameters. Roots that do not require
     *     a gradient do not count.
     * @param parameters leaves that require a gradient
     * @return one gradient per parameter, of its shape, in the innermost scope; zeros for a parameter that the loss
     *     does not depend on. One may be the very tensor of a root.
     */
    public static List<Tensor> of(Loss loss, List<Tensor> parameters) {
        List<Loss.Root> roots = loss.roots().stream().filter(root -> root.tensor().requires_grad()).toList();
        if (roots.isEmpty() || parameters.isEmpty()) {
            return parameters.stream().map(torch::zeros_like).toList();
        }
        try (TensorVector outputs = Tensors.vector(roots.stream().map(Loss.Root::tensor).toList());
                TensorVector seeds = Tensors.vector(roots.stream().map(Loss.Root::gradient).toList());
                TensorVector inputs = Tensors.vector(parameters);
                BoolOptional retainGraph = new BoolOptional();
                TensorVector gradients = torch.grad(outputs, inputs, seeds, retainGraph, false, true)) {
            return IntStream.range(0, parameters.size())
                    .mapToObj(i -> gradients.get(i).defined() ? new Tensor(gradients.get(i))
                            : torch.zeros_like(parameters.get(i)))
                    .toList();
        }
    }
}
