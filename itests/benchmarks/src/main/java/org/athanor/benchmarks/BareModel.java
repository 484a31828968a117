package org.athanor.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The maths of the plugin {@code gpt} with the full cross-entropy, written straight down. */
final class BareModel {

    private static final long SUM = 2;

    private final Shape shape;
    private final List<Tensor> parameters = new ArrayList<>();
    private final Tensor tokens;
    private final Tensor positions;
    private final Tensor ids;
    private final Tensor[][] blocks;
    private final Tensor[] norm;

    BareModel(Shape shape) {
        this.shape = shape;
        torch.manual_seed(1337);
        tokens = table(shape.vocabulary());
        positions = table(shape.context());
        ids = torch.arange(new Scalar(shape.context()), torch.dtype(torch.ScalarType.Long));
        blocks = new Tensor[shape.layers()][];
        long width = shape.width();
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new Tensor[] {ones(), zeros(width), normal(3 * width, width), zeros(3 * width),
                normal(width, width), zeros(width), ones(), zeros(width), normal(4 * width, width), zeros(4 * width),
                normal(width, 4 * width), zeros(width)};
        }
        norm = new Tensor[] {ones(), zeros(width)};
    }

    /** All parameters; tables and matrices decay. */
    List<Tensor> parameters() {
        return parameters;
    }

    /** Returns the summed cross-entropy times {@code weight}. */
    Tensor loss(Tensor inputs, Tensor targets, double weight) {
        Tensor x = torch.embedding(tokens, inputs).add(torch.embedding(positions, ids));
        for (Tensor[] b : blocks) {
            x = x.add(attention(b, norm(x, b[0], b[1])));
            x = x.add(linear(torch.gelu(linear(norm(x, b[6], b[7]), b[8], b[9])), b[10], b[11]));
        }
        x = norm(x, norm[0], norm[1]);
        Tensor logits = torch.linear(x, tokens).view(-1, shape.vocabulary());
        return torch.cross_entropy_loss(logits, targets.view(-1), new TensorOptional(), SUM, -100, 0)
                .mul(new Scalar(weight));
    }

    private Tensor attention(Tensor[] b, Tensor x) {
        long rows = x.size(0);
        long time = x.size(1);
        TensorVector parts = linear(x, b[2], b[3]).chunk(3, -1);
        Tensor[] heads = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            heads[i] = parts.get(i).view(rows, time, shape.heads(), shape.width() / shape.heads()).transpose(1, 2);
        }
        Tensor y = torch.scaled_dot_product_attention(heads[0], heads[1], heads[2], new TensorOptional(), 0, true,
                new DoubleOptional(), false);
        return linear(y.transpose(1, 2).reshape(rows, time, shape.width()), b[4], b[5]);
    }

    private Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return torch.linear(x, weight, new TensorOptional(bias));
    }

    private Tensor norm(Tensor x, Tensor gain, Tensor bias) {
        return torch.layer_norm(x, new long[] {shape.width()}, new TensorOptional(gain), new TensorOptional(bias),
                1e-5, false);
    }

    private Tensor table(long entries) {
        return normal(entries, shape.width());
    }

    private Tensor normal(long out, long in) {
        return own(torch.randn(out, in).mul_(new Scalar(0.02)));
    }

    private Tensor ones() {
        return own(torch.ones(shape.width()));
    }

    private Tensor zeros(long size) {
        return own(torch.zeros(size));
    }

    private Tensor own(Tensor tensor) {
        tensor.retainReference();
        parameters.add(tensor.set_requires_grad(true));
        return tensor;
    }
}
