package org.athanor.training.shadow;

import org.athanor.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * How far apart two numbers may be.
 *
 * @param largest the largest absolute difference; 0 means bit-identical
 */
record Tolerance(double largest) {

    boolean isInfinite() {
        return Double.isInfinite(largest);
    }

    boolean allows(double old, double fresh) {
        return Double.doubleToLongBits(old) == Double.doubleToLongBits(fresh)
                || (Math.abs(old - fresh) <= largest && largest > 0);
    }

    /** Returns the largest absolute difference between the elements; infinite when the shapes differ. */
    static double distance(Tensor old, Tensor fresh) {
        if (!Tensors.shape(old).equals(Tensors.shape(fresh))) {
            return Double.POSITIVE_INFINITY;
        }
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            return old.equal(fresh) ? 0 : old.sub(fresh).abs().max().item_double();
        }
    }
}
