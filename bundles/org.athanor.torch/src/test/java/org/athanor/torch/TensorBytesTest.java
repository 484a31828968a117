package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class TensorBytesTest {

    @Test
    void reachesBeyondTwoGibibytes() {
        Torch.initialise();
        long size = (1L << 31) + (1L << 27) + 3;
        try (PointerScope scope = new PointerScope()) {
            // Memory that is not touched is not used, so this is cheap.
            Tensor tensor = torch.empty(new long[] {size}, new TensorOptions().dtype(
                    new ScalarTypeOptional(ScalarType.Byte)), new MemoryFormatOptional());
            tensor.narrow(0, (1L << 31) - 1, 2).fill_(new Scalar(9));
            tensor.narrow(0, size - 1, 1).fill_(new Scalar(7));
            long start = 0;
            ByteBuffer last = ByteBuffer.allocate(0);
            for (ByteBuffer slice : new TensorBytes(tensor)) {
                if (start == 1L << 31) {
                    assertThat(slice.get(0)).isEqualTo((byte) 9);
                }
                start += slice.remaining();
                last = slice;
            }
            assertThat(start).isEqualTo(size);
            assertThat(last.get(last.limit() - 1)).isEqualTo((byte) 7);
        }
    }
}
