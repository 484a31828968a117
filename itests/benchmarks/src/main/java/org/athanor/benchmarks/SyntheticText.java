package org.athanor.benchmarks;

import org.athanor.benchmarks.vocabulary.SpreadIds;

/** A text as token ids of a vocabulary of any size, the same ids as the tokenizer {@code vocabulary} gives. */
record SyntheticText(byte[] bytes, int vocabulary) {

    /** Returns {@code count} rows of {@code length} tokens each, one after the other. */
    long[] rows(int first, int count, int length) {
        long[] ids = new long[count * length];
        for (int i = 0; i < ids.length; i++) {
            int at = (int) (((long) first * (length - 1) + i) % (bytes.length - 1));
            ids[i] = SpreadIds.of(bytes[at], bytes[at + 1], vocabulary);
        }
        return ids;
    }
}
