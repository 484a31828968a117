package org.athanor.patcher.chunkedloss;

import org.athanor.api.model.LossOperation;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The rows of a micro-batch that count.
 *
 * @param hidden {@code [count, width]}
 * @param targets int64 {@code [count]}
 * @param indices where they are among all rows; int64 {@code [count]}
 * @param complete whether all rows count, which is the usual case and needs no copy
 */
record Rows(Tensor hidden, Tensor targets, Tensor indices, boolean complete) {

    /** Leaves out the rows whose target is {@link LossOperation#IGNORED}. */
    static Rows counted(Tensor hidden, Tensor targets) {
        Tensor rows = hidden.reshape(-1, hidden.size(-1));
        Tensor ids = targets.reshape(-1);
        Tensor indices = ids.ne(new Scalar(LossOperation.IGNORED)).nonzero().view(-1);
        return indices.size(0) == ids.size(0)
                ? new Rows(rows, ids, indices, true)
                : new Rows(rows.index_select(0, indices), ids.index_select(0, indices), indices, false);
    }

    long count() {
        return targets.size(0);
    }

    /** Returns where to write the gradient of {@link #hidden}: into {@code all}, the gradient of all rows, or aside. */
    Tensor gradient(Tensor all) {
        return complete ? all.view(-1, all.size(-1)) : torch.empty_like(hidden);
    }

    /** Completes {@code all} from the gradient of the rows that count. */
    void scatter(Tensor gradient, Tensor all) {
        if (!complete) {
            all.zero_().view(-1, all.size(-1)).index_copy_(0, indices, gradient);
        }
    }
}
