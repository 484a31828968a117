package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.ProblemException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafeTensorsCorruptionTest {

    private static final String GOOD = "'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "not json | the header is not a safetensors header",
        "{'x':3} | the header is not a safetensors header",
        "{'x':{'shape':[2],'data_offsets':[0,8]}} | the header is not a safetensors header",
        "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | the header is not a safetensors header",
        "{'__metadata__':{'a':1}," + GOOD + "} | the header is not a safetensors header",
        "{'x':{'dtype':'F8','shape':[8],'data_offsets':[0,8]}} | tensor 'x' has the unknown type 'F8'",
        "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | tensor 'x' has a wrong shape or wrong offsets",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}} | tensor 'x' has a wrong shape or wrong offsets",
        "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | tensor 'x' of type F32 and shape [3] does not fit",
        "{'x':{'dtype':'F32','shape':[4000000000,4000000000],'data_offsets':[0,8]}} | impossible shape",
        "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | the offsets [0, 12) of tensor 'x' do not follow 0",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | the offsets [4, 8) of tensor 'x' do not follow 0",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | describes 4 bytes of values, the file has 8",
    })
    void namesWhatIsWrongWithTheHeader(String header, String message) throws IOException {
        refuses(file(header.replace('\'', '"'), 8), message);
    }

    @Test
    void namesAHeaderLengthThatDoesNotFit() throws IOException {
        byte[] bytes = file("{" + GOOD.replace('\'', '"') + "}", 8);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        refuses(bytes, "the header length 9223372036854775807 does not fit a file of");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
        refuses(bytes, "the header length 18446744073709551615 does not fit");
        refuses(new byte[7], "this file has 7");
        refuses(new byte[0], "this file has 0");
    }

    @Test
    void refusesAFileThatWasCutOffAnywhere() throws IOException {
        byte[] bytes = file("{" + GOOD.replace('\'', '"') + "}", 8);
        for (int length = 0; length < bytes.length; length++) {
            refuses(java.util.Arrays.copyOf(bytes, length), "cut.safetensors: ");
        }
    }

    @Test
    void namesATensorThatIsMissingOrOfAnotherShape() throws IOException {
        Path path = Files.write(folder.resolve("cut.safetensors"), file("{" + GOOD.replace('\'', '"') + "}", 8));
        try (FileChannel channel = FileChannel.open(path)) {
            SafeTensors.Contents contents = SafeTensors.read(channel, "cut.safetensors");
            assertThatThrownBy(() -> contents.required("y", List.of(2L), "cut.safetensors"))
                    .isInstanceOf(ProblemException.class).hasMessage("cut.safetensors: tensor 'y' is missing");
            assertThatThrownBy(() -> contents.required("x", List.of(1L, 2L), "cut.safetensors"))
                    .hasMessage("cut.safetensors: tensor 'x' has shape [2] where [1, 2] is needed");
            contents.release();
        }
    }

    @Test
    void refusesToWriteATypeThatTheFormatLacks() {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            var tensors = Map.of("x", torch.ones(2).to(ScalarType.ComplexFloat));
            assertThatThrownBy(() -> SafeTensors.length(tensors, Map.of())).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("tensor 'x' has the type ComplexFloat");
        }
    }

    private void refuses(byte[] bytes, String message) throws IOException {
        Path path = Files.write(folder.resolve("cut.safetensors"), bytes);
        try (FileChannel channel = FileChannel.open(path)) {
            assertThatThrownBy(() -> SafeTensors.read(channel, "cut.safetensors"))
                    .isInstanceOf(ProblemException.class).hasMessageContaining(message);
        }
    }

    private static byte[] file(String header, int values) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + values).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json).array();
    }
}
