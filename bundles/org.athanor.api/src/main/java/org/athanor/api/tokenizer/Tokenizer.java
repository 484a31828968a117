package org.athanor.api.tokenizer;

import org.athanor.api.plugin.AthanorKind;
import org.osgi.annotation.versioning.ConsumerType;

/** Turns text into token ids and back. Implementations are pure functions of their configuration and thread-safe. */
@AthanorKind(word = "tokenizer", sideEffects = false)
@ConsumerType
public interface Tokenizer {

    /** Returns the vocabulary. Constant over the life of the service. */
    Vocabulary vocabulary();

    /**
     * Returns the token ids of {@code text}, each in {@code [0, vocabulary().size())}. No end-of-text token is added;
     * text that looks like a special token is encoded as ordinary text.
     */
    int[] encode(String text);

    /** Returns the text of {@code tokens}; bytes that are not UTF-8 become U+FFFD. */
    String decode(int[] tokens);
}
