package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class DigestTest {

    @Test
    void hashesNamesAndRawValuesInNameOrder() throws Exception {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> parameters = new LinkedHashMap<>();
            parameters.put("b", torch.ones(1, 2));
            parameters.put("a", torch.zeros(3).add(new Scalar(2)));
            ByteBuffer bytes = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put((byte) 'a').putFloat(2).putFloat(2).putFloat(2).put((byte) 'b').putFloat(1).putFloat(1);
            assertThat(Digest.parametersSha256(parameters)).isEqualTo(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
        }
    }

    @Test
    void seesASingleBit() {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.ones(1000);
            String before = Digest.parametersSha256(Map.of("a", tensor));
            tensor.select(0, 999).fill_(new Scalar(Math.nextUp(1f)));
            assertThat(Digest.parametersSha256(Map.of("a", tensor))).isNotEqualTo(before);
        }
    }
}
