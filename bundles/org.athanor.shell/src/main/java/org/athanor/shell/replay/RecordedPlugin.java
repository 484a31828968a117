package org.athanor.shell.replay;

/**
 * A plugin as a run's ledger names it.
 *
 * @param id {@code kind:name}
 * @param version the version of its bundle
 * @param sha256 the content hash of its jar
 */
record RecordedPlugin(String id, String version, String sha256) {
}
