package org.athanor.dataset.text;

/** Where UTF-8 text may be cut. */
final class Cut {

    private static final int LONGEST_CODE_POINT = 4;

    private Cut() {
    }

    /**
     * Returns the first line start at or after {@code nominal}, or, when there is none up to {@code limit}, the next
     * start of a code point. Text that is not UTF-8 is cut at {@code nominal}.
     *
     * @param bytes the text around the cut
     * @param nominal where to cut if the text did not matter, at least 1
     * @param limit how far to search for a line start, at most {@code bytes.length}
     */
    static int near(byte[] bytes, int nominal, int limit) {
        for (int i = nominal; i <= limit; i++) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        int i = nominal;
        while (i < bytes.length && i < nominal + LONGEST_CODE_POINT && (bytes[i] & 0xc0) == 0x80) {
            i++;
        }
        return i < nominal + LONGEST_CODE_POINT ? i : nominal;
    }
}
