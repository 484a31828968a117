package org.athanor.api.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    /** The example of FIPS 180-2 for one block. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isThatOfTheStandardInLowerCase() {
        assertThat(ContentHash.of("abc".getBytes(StandardCharsets.US_ASCII))).isEqualTo(OF_ABC);
    }

    @Test
    void isTheSameHoweverTheContentComes() throws IOException {
        byte[] content = new byte[3 << 20];
        Arrays.fill(content, (byte) 7);
        MessageDigest digest = ContentHash.sha256();
        digest.update(content, 0, 1000);
        digest.update(content, 1000, content.length - 1000);
        assertThat(ContentHash.of(digest)).isEqualTo(ContentHash.of(content))
                .isEqualTo(ContentHash.of(Channels.newChannel(new ByteArrayInputStream(content))));
    }
}
