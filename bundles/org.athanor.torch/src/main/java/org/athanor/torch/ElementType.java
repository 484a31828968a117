package org.athanor.torch;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** An element type of the safetensors format; the names are those of the format. */
enum ElementType {
    F64(ScalarType.Double, 8),
    I64(ScalarType.Long, 8),
    F32(ScalarType.Float, 4),
    I32(ScalarType.Int, 4),
    F16(ScalarType.Half, 2),
    BF16(ScalarType.BFloat16, 2),
    U8(ScalarType.Byte, 1),
    BOOL(ScalarType.Bool, 1);

    private final ScalarType torch;
    private final int bytes;

    ElementType(ScalarType torch, int bytes) {
        this.torch = torch;
        this.bytes = bytes;
    }

    /** Returns the size of an element. */
    int bytes() {
        return bytes;
    }

    TensorOptions options() {
        return new TensorOptions().dtype(new ScalarTypeOptional(torch));
    }

    /** Returns the type of a tensor's elements. JavaCPP makes a new enum object per call, hence {@code intern}. */
    static Optional<ElementType> of(Tensor tensor) {
        ScalarType type = tensor.scalar_type().intern();
        return Arrays.stream(values()).filter(value -> value.torch == type).findFirst();
    }

    static Optional<ElementType> named(String name) {
        return Arrays.stream(values()).filter(value -> value.name().equals(name)).findFirst();
    }
}
