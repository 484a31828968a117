package org.athanor.dataset.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.athanor.api.lifecycle.ContentHash;

/**
 * What a cheap look at a file tells. A file of up to {@value #WHOLE} bytes is read whole; of a longer one,
 * {@value #PLACES} places of {@value #PLACE} bytes, evenly from its first byte to its last.
 *
 * @param digest the first 16 hexadecimal digits of the SHA-256 of what was read
 * @param nul whether there is a NUL byte among the first {@value #FRONT} bytes, which no UTF-8 text has
 * @param mark whether it begins with a byte order mark
 * @param undecodable how many of the bytes that were read are no UTF-8
 */
record Survey(String digest, boolean nul, boolean mark, long undecodable) {

    static final int PLACE = 16_384;
    static final int PLACES = 16;
    static final int WHOLE = PLACE * PLACES;
    /** The length of a byte order mark in UTF-8. */
    static final int MARK = 3;
    private static final int FRONT = 8192;
    private static final int DIGITS = 16;
    /** How many bytes follow the first one of a character at most. */
    private static final int CONTINUATIONS = 3;

    static Survey of(Path path, long size) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        boolean nul = false;
        boolean mark = false;
        long undecodable = 0;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            int places = size <= WHOLE ? 1 : PLACES;
            for (int place = 0; place < places; place++) {
                long from = places == 1 ? 0 : (long) ((double) (size - PLACE) * place / (PLACES - 1));
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, places == 1 ? WHOLE : PLACE));
                int read;
                do {
                    read = channel.read(bytes, from + bytes.position());
                } while (read >= 0 && bytes.hasRemaining());
                bytes.flip();
                digest.update(bytes.duplicate());
                if (place == 0) {
                    nul = nul(bytes);
                    mark = mark(bytes);
                }
                undecodable += undecodable(bytes, from > 0, from + bytes.limit() < size);
            }
        }
        return new Survey(digits(digest), nul, mark, undecodable);
    }

    /** Returns the first 16 hexadecimal digits of a SHA-256. */
    static String sha256(byte[] bytes) {
        return ContentHash.of(bytes).substring(0, DIGITS);
    }

    private static String digits(MessageDigest digest) {
        return ContentHash.of(digest).substring(0, DIGITS);
    }

    private static boolean nul(ByteBuffer bytes) {
        for (int i = 0; i < Math.min(bytes.limit(), FRONT); i++) {
            if (bytes.get(i) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean mark(ByteBuffer bytes) {
        return bytes.limit() >= MARK && bytes.get(0) == (byte) 0xef && bytes.get(1) == (byte) 0xbb
                && bytes.get(2) == (byte) 0xbf;
    }

    /** {@code cutBefore}, {@code cutAfter}: whether the ends may lie inside a character. */
    private static long undecodable(ByteBuffer bytes, boolean cutBefore, boolean cutAfter) {
        int start = 0;
        while (cutBefore && start < Math.min(CONTINUATIONS, bytes.limit())
                && (bytes.get(start) & 0xc0) == 0x80) {
            start++;
        }
        ByteBuffer in = bytes.duplicate().position(start);
        CharBuffer out = CharBuffer.allocate(PLACE);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        long undecodable = 0;
        while (true) {
            CoderResult result = decoder.decode(in, out.clear(), !cutAfter);
            if (result.isUnderflow()) {
                return undecodable;
            }
            if (result.isError()) {
                undecodable += result.length();
                in.position(in.position() + result.length());
            }
        }
    }
}
