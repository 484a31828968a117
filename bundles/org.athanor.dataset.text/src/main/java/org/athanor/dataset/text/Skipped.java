package org.athanor.dataset.text;

/**
 * What was found and left out.
 *
 * @param empty how many files hold nothing
 * @param binary how many hold NUL bytes: they are binary, or text in UTF-16
 * @param example the name of one of those; empty when there is none
 * @param other how many are hidden, no regular files, or do not match the pattern or the extensions
 */
record Skipped(int empty, int binary, String example, int other) {

    static final Skipped NONE = new Skipped(0, 0, "", 0);

    Skipped anEmptyOne() {
        return new Skipped(empty + 1, binary, example, other);
    }

    Skipped aBinaryOne(String name) {
        return new Skipped(empty, binary + 1, example.isEmpty() ? name : example, other);
    }

    Skipped anotherOne() {
        return new Skipped(empty, binary, example, other + 1);
    }

    int count() {
        return empty + binary + other;
    }

    @Override
    public String toString() {
        return empty + " empty, " + binary + " with NUL bytes (binary, or UTF-16"
                + (example.isEmpty() ? "" : "; such as " + example) + ") and " + other
                + " hidden or of another name";
    }
}
