package org.athanor.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The safetensors format: eight bytes of header length, a JSON header, the values. Element types F64, F32, F16, BF16,
 * I64, I32, U8 and BOOL; tensors of any size; values go between memory and channel without a copy in Java.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafeTensors {

    private SafeTensors() {
    }

    /**
     * What a file holds.
     *
     * @param tensors by name, in the order of the file, in no scope; the caller owns them
     * @param metadata the file's own key-value pairs
     */
    public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {

        /**
         * Returns the tensor of this name.
         *
         * @param shape the shape that it must have
         * @param where the file, for the message
         * @throws ProblemException when it is missing or of another shape
         */
        public Tensor required(String name, List<Long> shape, String where) {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw SafeTensorsHeader.corrupt("tensor '" + name + "' is missing", where);
            }
            if (!Tensors.shape(tensor).equals(shape)) {
                throw SafeTensorsHeader.corrupt("tensor '" + name + "' has shape " + Tensors.shape(tensor)
                        + " where " + shape + " is needed", where);
            }
            return tensor;
        }

        /** Closes all tensors. */
        public void release() {
            tensors.values().forEach(Tensor::close);
        }
    }

    /** Returns the exact number of bytes that {@link #write} writes. */
    public static long length(Map<String, Tensor> tensors, Map<String, String> metadata) {
        SafeTensorsHeader header = SafeTensorsHeader.of(tensors, metadata);
        return Long.BYTES + header.encode().length + header.dataLength();
    }

    /** Writes a file. The bytes are a function of names, types, shapes, values and metadata alone. */
    public static void write(WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        write(channel, tensors, metadata, TensorBytes.SLICE);
    }

    static void write(WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata,
            long slice) throws IOException {
        SafeTensorsHeader header = SafeTensorsHeader.of(tensors, metadata);
        byte[] json = header.encode();
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
        writeFully(channel, start.putLong(json.length).put(json).flip());
        for (String name : header.entries().keySet()) {
            try (PointerScope scope = new PointerScope()) {
                for (ByteBuffer bytes : new TensorBytes(Objects.requireNonNull(tensors.get(name)), slice)) {
                    writeFully(channel, bytes);
                }
            }
        }
    }

    /**
     * Reads a whole file into new tensors on the CPU.
     *
     * @param channel is read from its start to its end
     * @param where the file, for messages
     * @throws ProblemException when the file is not a complete safetensors file; it says what is wrong
     * @throws IOException when reading fails
     */
    public static Contents read(SeekableByteChannel channel, String where) throws IOException {
        return read(channel, where, TensorBytes.SLICE);
    }

    static Contents read(SeekableByteChannel channel, String where, long slice) throws IOException {
        Torch.initialise();
        channel.position(0);
        SafeTensorsHeader header = SafeTensorsHeader.read(channel, where);
        Contents contents = new Contents(new LinkedHashMap<>(), header.metadata());
        boolean complete = false;
        try {
            for (Map.Entry<String, SafeTensorsHeader.Entry> entry : header.entries().entrySet()) {
                contents.tensors.put(entry.getKey(), read(channel, entry.getValue(), where, slice));
            }
            complete = true;
        } finally {
            if (!complete) {
                contents.release();
            }
        }
        return contents;
    }

    private static Tensor read(SeekableByteChannel channel, SafeTensorsHeader.Entry entry, String where, long slice)
            throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.empty(entry.shape().stream().mapToLong(Long::longValue).toArray(),
                    entry.type().options(), new MemoryFormatOptional());
            for (ByteBuffer bytes : new TensorBytes(tensor, slice)) {
                readFully(channel, bytes, where);
            }
            return Tensors.keep(tensor);
        }
    }

    static void readFully(SeekableByteChannel channel, ByteBuffer bytes, String where) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new ProblemException(Problem.of(Problem.Kind.IO, "the file ends too early", where, ""));
            }
        }
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
