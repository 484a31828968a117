package org.athanor.api.model;

import java.util.List;

/**
 * A parameter that an architecture or a patch declares. The session creates, owns, trains and stores it.
 *
 * @param name dotted name, unique in the session, for example {@code blocks.3.attn.qkv.weight}
 * @param shape the sizes of its dimensions
 * @param initialisation its first value
 * @param role what it is used for
 * @param decay whether weight decay applies to it
 */
public record ParameterSpec(String name, List<Long> shape, Initialisation initialisation, Role role, boolean decay) {

    /** What a parameter is used for. */
    public enum Role {
        /** The {@code [out, in]} weight of a linear operation; its name ends in {@code .weight}. */
        LINEAR,
        /** An {@code [entries, width]} table. */
        EMBEDDING,
        /** A bias, a gain, an adapter, or anything else. */
        OTHER
    }

    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    /** Returns the number of elements. */
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** Returns the shape as LibTorch takes it. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
