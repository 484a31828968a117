package org.athanor.comparison;

/** What is wrong with a version. */
enum Fault {
    /** Nothing. */
    NONE("no fault"),
    /** It imports a package that nobody exports. */
    IMPORT("a package that it imports is missing"),
    /** It fails at its start. */
    START("it fails at its start"),
    /** It fails at every call. */
    CALL("it fails at every call");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
