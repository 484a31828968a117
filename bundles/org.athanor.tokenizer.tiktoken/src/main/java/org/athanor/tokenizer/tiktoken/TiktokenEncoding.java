package org.athanor.tokenizer.tiktoken;

import com.knuddels.jtokkit.api.EncodingType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Collectors;

/** The encodings, with the layout of their ids as in tiktoken's {@code openai_public.py}. */
enum TiktokenEncoding {
    R50K_BASE(EncodingType.R50K_BASE, 50_257, 50_256),
    P50K_BASE(EncodingType.P50K_BASE, 50_281, 50_256),
    CL100K_BASE(EncodingType.CL100K_BASE, 100_277, 100_257, 100_256, 100_257, 100_261, 100_276),
    O200K_BASE(EncodingType.O200K_BASE, 200_019, 199_999, 199_998, 199_999, 200_000, 200_018);

    private final EncodingType type;
    private final int size;
    private final int endOfText;
    private final BitSet unused = new BitSet();

    /** {@code unused}: pairs of the first id without a token and the next id that has one. */
    TiktokenEncoding(EncodingType type, int size, int endOfText, int... unused) {
        this.type = type;
        this.size = size;
        this.endOfText = endOfText;
        for (int i = 0; i < unused.length; i += 2) {
            this.unused.set(unused[i], unused[i + 1]);
        }
    }

    static Optional<TiktokenEncoding> of(String name) {
        return Arrays.stream(values()).filter(encoding -> encoding.type.getName().equals(name)).findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(encoding -> encoding.type.getName()).collect(Collectors.joining(", "));
    }

    EncodingType type() {
        return type;
    }

    /** The number of ids: ordinary tokens, special tokens and the ids between them that have no token. */
    int size() {
        return size;
    }

    int endOfText() {
        return endOfText;
    }

    /** Whether the id in {@code [0, size)} has a token. */
    boolean hasToken(int id) {
        return !unused.get(id);
    }
}
