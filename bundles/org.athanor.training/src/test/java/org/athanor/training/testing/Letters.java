package org.athanor.training.testing;

import java.util.OptionalInt;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;

/** A tokenizer of the letters from a on; its vocabulary has the eleven tokens of a {@link TinyModel}. */
public final class Letters implements Tokenizer {

    @Override
    public Vocabulary vocabulary() {
        return new Vocabulary("letters", 11, "f", OptionalInt.empty());
    }

    @Override
    public int[] encode(String text) {
        return text.chars().map(letter -> letter - 'a').toArray();
    }

    @Override
    public String decode(int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append((char) ('a' + token));
        }
        return text.toString();
    }
}
