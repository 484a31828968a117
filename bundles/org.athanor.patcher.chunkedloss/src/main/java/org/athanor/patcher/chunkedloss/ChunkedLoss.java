package org.athanor.patcher.chunkedloss;

import java.util.ArrayList;
import java.util.List;
import org.athanor.api.model.Loss;
import org.athanor.api.model.LossOperation;
import org.athanor.api.model.Scope;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Cross-entropy of a linear head in chunks of rows, with the gradients computed on the way. What backpropagation
 * starts from is then the hidden states and the head, not the loss.
 *
 * @param chunk rows per chunk, from 1
 */
record ChunkedLoss(int chunk) implements LossOperation {

    @Override
    public Loss apply(Scope scope, Tensor hidden, Tensor targets, double weight) {
        Tensor head = scope.parameter(scope.model().head());
        List<Loss.Root> roots = new ArrayList<>(2);
        try (NoGradGuard guard = new NoGradGuard()) {
            // What is returned is created before the scope that frees the temporaries.
            Tensor value = torch.zeros(new long[0], hidden.options());
            if (scope.training()) {
                List.of(hidden, head).stream().filter(Tensor::requires_grad)
                        .forEach(tensor -> roots.add(new Loss.Root(tensor, torch.empty_like(tensor))));
            }
            try (PointerScope memory = new PointerScope()) {
                Rows rows = Rows.counted(hidden.detach(), targets);
                ChunkSweep sweep = new ChunkSweep(rows, head.detach(), chunk, weight);
                List<Runnable> last = new ArrayList<>(1);
                for (Loss.Root root : roots) {
                    if (root.tensor().equals(head)) {
                        sweep.headGradient(root.gradient());
                    } else {
                        Tensor gradient = rows.gradient(root.gradient());
                        sweep.hiddenGradient(gradient);
                        last.add(() -> rows.scatter(gradient, root.gradient()));
                    }
                }
                value.add_(sweep.run(), new Scalar(weight));
                last.forEach(Runnable::run);
            }
            return new Loss(value, roots);
        }
    }
}
