package org.athanor.torch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.athanor.api.lifecycle.ContentHash;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The digest of a set of parameters: equal digests mean equal bits. */
public final class Digest {

    private Digest() {
    }

    /**
     * Returns the SHA-256, in lower case hexadecimal, over the parameters in the order of their names (by UTF-16 code
     * unit, which for ASCII is byte order): for each the UTF-8 bytes of its name, followed without a separator by its
     * values, row-major, each in the byte order of the machine (little-endian on every platform that LibTorch is
     * built for). Shapes do not count.
     */
    public static String parametersSha256(Map<String, Tensor> parameters) {
        MessageDigest sha = ContentHash.sha256();
        new TreeMap<>(parameters).forEach((name, tensor) -> {
            sha.update(name.getBytes(StandardCharsets.UTF_8));
            try (PointerScope scope = new PointerScope()) {
                for (ByteBuffer slice : new TensorBytes(tensor)) {
                    sha.update(slice);
                }
            }
        });
        return ContentHash.of(sha);
    }
}
