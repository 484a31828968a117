package org.athanor.api.state;

/**
 * State of a plugin, self-describing: the schema and its version travel with the state, not with the bundle.
 *
 * @param schema the name of the schema, for example {@code jsonl.offset}
 * @param version the version of the schema, 1 or more
 * @param json the state, a JSON object
 */
public record StateSnapshot(String schema, int version, String json) {
}
