package org.athanor.api.lifecycle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in lower case hexadecimal: what a jar, a plan, a line of a ledger or a file is known by. */
public final class ContentHash {

    private static final int BUFFER_BYTES = 1 << 20;

    private ContentHash() {
    }

    /** Returns the hash of {@code content}. */
    public static String of(byte[] content) {
        return hex(sha256().digest(content));
    }

    /** Returns the hash of what a channel still has to give; the channel stays open. */
    public static String of(ReadableByteChannel content) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (content.read(buffer.clear()) >= 0) {
            digest.update(buffer.flip());
        }
        return of(digest);
    }

    /** Returns the hash of all that {@code digest} was given, and resets it. */
    public static String of(MessageDigest digest) {
        return hex(digest.digest());
    }

    /** Returns a digest that was given nothing yet, for content that comes piece by piece. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
