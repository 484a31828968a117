package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.util.passthrough.PassthroughNDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SafeTensorsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void keepsEveryBitOfEveryType(ElementType type) throws IOException {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.randn(7, 3).mul_(new Scalar(50)).to(typeOf(type));
            Path file = write(Map.of("x", tensor), Map.of());
            SafeTensors.Contents contents = read(file, TensorBytes.SLICE);
            Tensor same = contents.required("x", List.of(7L, 3L), "file");
            assertThat(ElementType.of(same)).contains(type);
            assertThat(same.equal(tensor)).isTrue();
            contents.release();
        }
    }

    @Property(tries = 30)
    void keepsAnySetOfTensorsInAnySlices(@ForAll @Size(max = 5) List<@IntRange(max = 6) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 40) int slice) throws IOException {
        Torch.initialise();
        Path file = Files.createTempFile("property", ".safetensors");
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int i = 0; i < sizes.size(); i++) {
                tensors.put("t\"ü" + (9 - i), torch.randn(sizes.get(i), 2)
                        .to(i % 2 == 0 ? ScalarType.Float : ScalarType.Half));
            }
            Map<String, String> metadata = Map.of("step", "12", "quote", "\"");
            write(file, tensors, metadata, slice * 8L);
            SafeTensors.Contents contents = read(file, slice * 8L);
            assertThat(contents.metadata()).isEqualTo(metadata);
            assertThat(contents.tensors().keySet()).isEqualTo(tensors.keySet());
            tensors.forEach((name, tensor) ->
                    assertThat(contents.required(name, Tensors.shape(tensor), "file").equal(tensor)).isTrue());
            contents.release();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void isReadByTheReaderOfDeepJavaLibrary() throws IOException {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            Tensor floats = torch.randn(5, 4);
            Tensor longs = torch.randint(-1000, 1000, new long[] {3}).to(ScalarType.Long);
            Tensor halves = torch.randn(2, 3, 2).to(ScalarType.Half);
            Path file = write(Map.of("a.weight", floats, "ids", longs, "half", halves, "step",
                    torch.ones(new long[0])), Map.of("format", "pt"));
            NDList list = NDList.decode(PassthroughNDManager.INSTANCE, Files.newInputStream(file));
            assertThat(list.stream().map(NDArray::getName))
                    .containsExactlyInAnyOrder("a.weight", "ids", "half", "step");
            assertThat(list.get("a.weight").getShape().getShape()).containsExactly(5, 4);
            assertThat(bytes(list.get("a.weight"))).isEqualTo(bytes(floats));
            assertThat(bytes(list.get("ids"))).isEqualTo(bytes(longs));
            assertThat(bytes(list.get("half"))).isEqualTo(bytes(halves));
            assertThat(list.get("half").getShape().getShape()).containsExactly(2, 3, 2);
            assertThat(list.get("step").getShape().dimension()).isZero();
        }
    }

    @Test
    void readsWhatTheWriterOfDeepJavaLibraryWrites() throws IOException {
        Torch.initialise();
        ByteBuffer values = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
        LongStream.range(0, 6).forEach(i -> values.putFloat(i * 1.5f));
        NDArray array = PassthroughNDManager.INSTANCE.create(values.flip(), new ai.djl.ndarray.types.Shape(2, 3),
                ai.djl.ndarray.types.DataType.FLOAT32);
        array.setName("theirs");
        Path file = Files.write(folder.resolve("theirs"),
                new NDList(array).encode(NDList.Encoding.SAFETENSORS));
        SafeTensors.Contents contents = read(file, TensorBytes.SLICE);
        Tensor tensor = contents.required("theirs", List.of(2L, 3L), "file");
        assertThat(tensor.select(0, 1).select(0, 2).item_double()).isEqualTo(7.5);
        contents.release();
    }

    @Test
    void writesViewsByTheirValues() throws IOException {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            Tensor transposed = torch.randn(4, 3).t();
            Path file = write(Map.of("x", transposed), Map.of());
            SafeTensors.Contents contents = read(file, TensorBytes.SLICE);
            assertThat(contents.required("x", List.of(3L, 4L), "file").equal(transposed)).isTrue();
            contents.release();
        }
    }

    @Test
    void writesTheSameBytesWhateverTheOrder() throws IOException {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> one = new LinkedHashMap<>();
            one.put("b", torch.ones(2));
            one.put("a", torch.zeros(3).to(ScalarType.Byte));
            Map<String, Tensor> two = new LinkedHashMap<>();
            two.put("a", one.get("a"));
            two.put("b", one.get("b"));
            byte[] first = Files.readAllBytes(write(one, Map.of("x", "1", "y", "2")));
            byte[] second = Files.readAllBytes(write(two, Map.of("y", "2", "x", "1")));
            assertThat(first).isEqualTo(second);
            assertThat(ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
        }
    }

    private Path write(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Path file = Files.createTempFile(folder, "test", ".safetensors");
        write(file, tensors, metadata, TensorBytes.SLICE);
        return file;
    }

    private static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata, long slice)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            SafeTensors.write(channel, tensors, metadata, slice);
        }
        assertThat(Files.size(file)).isEqualTo(SafeTensors.length(tensors, metadata));
    }

    private static SafeTensors.Contents read(Path file, long slice) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return SafeTensors.read(channel, file.getFileName().toString(), slice);
        }
    }

    private static byte[] bytes(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] bytes(Tensor tensor) {
        ByteBuffer buffer = new TensorBytes(tensor).iterator().next();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ScalarType typeOf(ElementType type) {
        return switch (type) {
            case F64 -> ScalarType.Double;
            case F32 -> ScalarType.Float;
            case F16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
            case I64 -> ScalarType.Long;
            case I32 -> ScalarType.Int;
            case U8 -> ScalarType.Byte;
            case BOOL -> ScalarType.Bool;
        };
    }
}
