package org.athanor.api.tokenizer;

import java.util.OptionalInt;

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
}
