package org.athanor.shell.replay;

/**
 * A plugin as a run's ledger names it.
 *
 * @param id {@code kind:name}
 * @param version the version of its bundle
 * @param sha256 the content hash of its jar
 */
record RecordedPlugin(String id, String version, String sha256) {

    /** Returns the word of its kind. */
    String kind() {
        return id.substring(0, id.indexOf(':'));
    }

    /** Returns its name. */
    String name() {
        return id.substring(id.indexOf(':') + 1);
    }
}
