package org.athanor.itests.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.torch.SafeTensors;
import org.athanor.torch.Torch;
import org.bytedeco.pytorch.Tensor;

class TensorsTest {

    private static final List<String> WORDS = List.of("{", "}", "[", "]", "\"", ",", ":", "\\", "null", "\"F32\"",
            "\"BF16\"", "\"I64\"", "\"BOOL\"", "\"shape\":[", "\"data_offsets\":[", "\"__metadata__\":{",
            "4294967296,4294967296", "9223372036854775807", "-8");

    private static Path file = Path.of("");
    private static byte[] sound = new byte[0];

    @BeforeContainer
    static void writeTensors() throws IOException {
        Torch.initialise();
        file = Files.createTempFile("model", ".safetensors");
        file.toFile().deleteOnExit();
        sound = tensors(Map.of("a.weight", Tensor.create(1f, 2f, 3f, 4f, 5f, 6f).view(2, 3), "b", Tensor.create(7L)));
    }

    /** Returns a sound file. */
    static byte[] tensors(Map<String, Tensor> tensors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            SafeTensors.write(Channels.newChannel(bytes), new TreeMap<>(tensors), Map.of("format", "pt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Provide
    Arbitrary<byte[]> files() {
        return Inputs.of(List.of(sound), WORDS);
    }

    @Property
    void tensorsAreReadOrRefusedInOneLine(@ForAll("files") byte[] input) throws Throwable {
        Inputs.read(input, content -> {
            try (SeekableByteChannel channel = Files.newByteChannel(Files.write(file, content))) {
                SafeTensors.Contents contents = SafeTensors.read(channel, "model.safetensors");
                contents.release();
                return Result.done();
            } catch (IOException e) {
                return Result.err(Problem.failed("cannot be read", e));
            }
        });
    }
}
