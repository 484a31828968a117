package org.athanor.api.tokenizer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.athanor.api.lifecycle.ContentHash;

/**
 * The identity of a vocabulary. Two tokenizers are exchangeable in the middle of a run only when their vocabularies
 * are equal.
 *
 * @param name the vocabulary's name, for example {@code bytes} or {@code cl100k_base}
 * @param size the number of token ids
 * @param fingerprint SHA-256 (hex) over the tokens in id order; what "the same vocabulary" means
 * @param endOfText the id that ends a document, if there is one
 */
public record Vocabulary(String name, int size, String fingerprint, OptionalInt endOfText) {

    /**
     * Describes a vocabulary and computes its fingerprint: SHA-256 over, for each id from 0, the length of the token
     * in bytes (four bytes, big-endian) and its bytes. An id without a token counts as a token without bytes.
     *
     * @param token the bytes of the token with the given id in {@code [0, size)}; a special token counts with its name
     */
    public static Vocabulary of(String name, int size, IntFunction<byte[]> token, OptionalInt endOfText) {
        MessageDigest sha256 = ContentHash.sha256();
        for (int id = 0; id < size; id++) {
            byte[] bytes = token.apply(id);
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            sha256.update(bytes);
        }
        return new Vocabulary(name, size, ContentHash.of(sha256), endOfText);
    }
}
