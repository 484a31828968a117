package org.athanor.itests.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One change of some bytes.
 *
 * @param kind what is done
 * @param at where, as a share of the length, from 0 to 1
 * @param length of how many bytes
 * @param content what is put there
 */
record Change(Kind kind, double at, int length, byte[] content) {

    /** The longest input: a change that doubles must not go on for ever. */
    private static final int MOST = 1 << 17;

    /** What is done to bytes. */
    enum Kind {
        /** They are replaced. */
        REPLACE,
        /** Others are put before them. */
        INSERT,
        /** They are taken out. */
        DELETE,
        /** They stand many times. */
        REPEAT,
        /** All after them is cut off. */
        CUT
    }

    /**
     * Returns changes; most are small.
     *
     * @param words what has a meaning in the format
     */
    static Arbitrary<Change> any(List<String> words) {
        Arbitrary<byte[]> content = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(words).map(word -> word.getBytes(StandardCharsets.UTF_8))),
                Tuple.of(2, Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(8)),
                Tuple.of(1, Arbitraries.of("-1", "9223372036854775807", "2147483648", "1e999", "NaN",
                        "99999999999999999999", "0").map(number -> number.getBytes(StandardCharsets.UTF_8))),
                Tuple.of(1, Arbitraries.of(new byte[] {-1, -1, -1, -1},
                        new byte[] {0, 0, 0, 0, 0, 0, 0, 0}, new byte[] {-1, -1, -1, -1, -1, -1, -1, 127},
                        new byte[] {127, -1, -1, -1})));
        return Combinators.combine(Arbitraries.of(Kind.class), Arbitraries.doubles().between(0, 1),
                Arbitraries.integers().between(1, 64), content).as(Change::new);
    }

    /** Returns the bytes with this change. */
    byte[] of(byte[] bytes) {
        int from = (int) (at * bytes.length);
        int to = Math.min(bytes.length, from + length);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(bytes, 0, from);
        switch (kind) {
            case REPLACE -> changed.writeBytes(content);
            case INSERT -> {
                changed.writeBytes(content);
                to = from;
            }
            case DELETE -> { }
            case REPEAT -> {
                for (int i = 0; i < length && changed.size() < MOST; i++) {
                    changed.write(bytes, from, to - from);
                }
            }
            case CUT -> to = bytes.length;
        }
        changed.write(bytes, to, bytes.length - to);
        return changed.toByteArray();
    }
}
