package org.athanor.benchmarks.vocabulary;

/** The ids that bytes get in a vocabulary of any size. The Python loop computes the same. */
public final class SpreadIds {

    private SpreadIds() {
    }

    /** Returns the id of a byte that {@code next} follows. */
    public static int of(byte value, byte next, int size) {
        return (int) ((Byte.toUnsignedInt(value) * 251L + Byte.toUnsignedInt(next)) % size);
    }
}
