package org.athanor.torch;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Handles of native tensors. A Java {@link Tensor} is a handle: closing it releases one reference to the native
 * tensor. Handles that are made inside a {@link org.bytedeco.javacpp.PointerScope} are closed with the scope.
 */
public final class Tensors {

    private Tensors() {
    }

    /**
     * Returns a further handle to the same native tensor which no scope closes. Its owner closes it; a forgotten one
     * is released when it is garbage collected.
     */
    public static Tensor keep(Tensor tensor) {
        Tensor handle = new Tensor(tensor);
        // The innermost scope, if there is one, holds one reference; this one is ours and outlives it.
        handle.retainReference();
        return handle;
    }

    /**
     * Returns handles to the elements of a vector that stay valid when the vector is gone; its own {@code get(i)}
     * points into the vector. The handles belong to the innermost scope.
     */
    public static List<Tensor> list(TensorVector vector) {
        return IntStream.range(0, (int) vector.size()).mapToObj(i -> new Tensor(vector.get(i))).toList();
    }

    /** Returns a vector of {@code tensors}. */
    public static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }

    /** Returns the sizes of the dimensions. */
    public static List<Long> shape(Tensor tensor) {
        return LongStream.range(0, tensor.dim()).map(tensor::size).boxed().toList();
    }
}
