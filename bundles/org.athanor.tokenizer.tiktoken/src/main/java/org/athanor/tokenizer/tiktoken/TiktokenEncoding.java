package org.athanor.tokenizer.tiktoken;

import com.knuddels.jtokkit.api.EncodingType;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An encoding, with the layout of its ids as in tiktoken's {@code openai_public.py}. */
final class TiktokenEncoding {

    private static final List<TiktokenEncoding> ALL = List.of(
            new TiktokenEncoding(EncodingType.R50K_BASE, 50_257, 50_256),
            new TiktokenEncoding(EncodingType.P50K_BASE, 50_281, 50_256),
            new TiktokenEncoding(EncodingType.CL100K_BASE, 100_277, 100_257, 100_256, 100_257, 100_261, 100_276),
            new TiktokenEncoding(EncodingType.O200K_BASE, 200_019, 199_999, 199_998, 199_999, 200_000, 200_018));

    private final EncodingType type;
    private final int size;
    private final int endOfText;
    private final BitSet unused = new BitSet();

    /** {@code unused}: pairs of the first id without a token and the next id that has one. */
    private TiktokenEncoding(EncodingType type, int size, int endOfText, int... unused) {
        this.type = type;
        this.size = size;
        this.endOfText = endOfText;
        for (int i = 0; i < unused.length; i += 2) {
            this.unused.set(unused[i], unused[i + 1]);
        }
    }

    static Optional<TiktokenEncoding> of(String name) {
        return ALL.stream().filter(encoding -> encoding.type.getName().equals(name)).findFirst();
    }

    static String names() {
        return ALL.stream().map(encoding -> encoding.type.getName()).collect(Collectors.joining(", "));
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
