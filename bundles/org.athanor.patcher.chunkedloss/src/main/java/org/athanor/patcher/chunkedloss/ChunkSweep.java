package org.athanor.patcher.chunkedloss;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * One pass over the rows. The only large memory is a buffer of {@code chunk · vocabulary}: the product writes logits
 * into it, one pass turns them in place into probabilities, one is subtracted at each target, and the products that
 * make the gradients read it. The weight of the loss is a factor of those products, which costs nothing.
 */
final class ChunkSweep {

    /** A smaller probability may have lost digits; its logarithm is then computed from the logits. */
    private static final double SMALLEST = 1e-30;
    /** {@code at::Reduction::Sum}. */
    private static final long SUM = 2;

    private final Rows rows;
    private final Tensor head;
    private final int chunk;
    private final Scalar weight;
    private final List<GradientProduct> products = new ArrayList<>(2);

    ChunkSweep(Rows rows, Tensor head, int chunk, double weight) {
        this.rows = rows;
        this.head = head;
        this.chunk = (int) Math.min(chunk, Math.max(1, rows.count()));
        this.weight = new Scalar(weight);
    }

    /** Lets the sweep write the gradient of the counted rows. */
    void hiddenGradient(Tensor gradient) {
        Scalar nothing = new Scalar(0.0);
        products.add((start, logitGradient) ->
                gradient.narrow(0, start, logitGradient.size(0)).addmm_(logitGradient, head, nothing, weight));
    }

    /** Lets the sweep write the gradient of the head. */
    void headGradient(Tensor gradient) {
        if (rows.count() == 0) {
            gradient.zero_();
        }
        products.add((start, logitGradient) -> gradient.addmm_(logitGradient.t(),
                rows.hidden().narrow(0, start, logitGradient.size(0)), new Scalar(start == 0 ? 0.0 : 1.0), weight));
    }

    /** Returns the summed negative log-likelihood of the targets, without the weight. */
    Tensor run() {
        long count = rows.count();
        Tensor buffer = torch.empty(new long[] {chunk, head.size(0)}, head.options(),
                new MemoryFormatOptional());
        Tensor columns = rows.targets().unsqueeze(1);
        Tensor likelihoods = torch.empty(new long[] {count, 1}, head.options(),
                new MemoryFormatOptional());
        Tensor minusOne = torch.full(new long[] {chunk, 1}, new Scalar(-1.0), head.options());
        Tensor transposed = head.t();
        for (long start = 0; start < count; start += chunk) {
            try (PointerScope memory = new PointerScope()) {
                long length = Math.min(chunk, count - start);
                Tensor z = buffer.narrow(0, 0, length);
                Tensor target = columns.narrow(0, start, length);
                torch.mm_out(z, rows.hidden().narrow(0, start, length), transposed);
                torch.softmax_out(z, z, -1);
                torch.gather_out(likelihoods.narrow(0, start, length), z, 1, target);
                if (!products.isEmpty()) {
                    z.scatter_add_(1, target, minusOne.narrow(0, 0, length));
                    for (GradientProduct product : products) {
                        product.apply(start, z);
                    }
                }
            }
        }
        return negativeLogLikelihood(likelihoods.view(-1));
    }

    private Tensor negativeLogLikelihood(Tensor likelihoods) {
        Tensor lost = likelihoods.lt(new Scalar(SMALLEST)).nonzero().view(-1);
        Tensor sum = likelihoods.index_fill_(0, lost, new Scalar(1.0)).log().sum().neg_();
        for (long start = 0; start < lost.size(0); start += chunk) {
            try (PointerScope memory = new PointerScope()) {
                Tensor some = lost.narrow(0, start, Math.min(chunk, lost.size(0) - start));
                Tensor logits = torch.mm(rows.hidden().index_select(0, some), head.t());
                sum.add_(torch.cross_entropy_loss(logits, rows.targets().index_select(0, some), new TensorOptional(),
                        SUM, -1, 0));
            }
        }
        return sum;
    }

    /** What is made from the gradient of the logits of a chunk of rows, {@code [rows, vocabulary]}. */
    @FunctionalInterface
    private interface GradientProduct {

        void apply(long start, Tensor logitGradient);
    }
}
