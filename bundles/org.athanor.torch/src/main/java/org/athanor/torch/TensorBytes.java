package org.athanor.torch;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The memory of a tensor as byte buffers, without a copy when the tensor is contiguous and on the CPU. A buffer of
 * Java holds less than 2 GiB, so the memory comes in slices. Iterate inside a scope, within which the buffers are
 * valid.
 */
final class TensorBytes implements Iterable<ByteBuffer> {

    /** Large enough to make calls rare, small enough that a channel's copy of it stays in the cache of pages. */
    static final long SLICE = 1L << 26;

    private final Tensor tensor;
    private final long length;
    private final long slice;

    TensorBytes(Tensor tensor) {
        this(tensor, SLICE);
    }

    TensorBytes(Tensor tensor, long slice) {
        Tensor detached = tensor.is_cpu() ? tensor : tensor.cpu();
        this.tensor = detached.is_contiguous() ? detached : detached.contiguous();
        this.length = this.tensor.nbytes();
        this.slice = slice;
    }

    @Override
    public Iterator<ByteBuffer> iterator() {
        long slices = (length + slice - 1) / slice;
        return LongStream.range(0, slices).mapToObj(i -> bytes(i * slice)).iterator();
    }

    private ByteBuffer bytes(long start) {
        // A pointer with a position beyond 2 GiB makes no buffer, so the address itself is moved.
        BytePointer memory = new BytePointer(tensor.data_ptr()).getPointer(start);
        return memory.capacity(Math.min(slice, length - start)).asByteBuffer();
    }
}
