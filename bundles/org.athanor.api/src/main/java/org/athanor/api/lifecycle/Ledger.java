package org.athanor.api.lifecycle;

import java.util.Map;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An append-only file of JSON lines, each carrying the hash of the line before. Thread-safe.
 */
@ProviderType
public interface Ledger extends AutoCloseable {

    /**
     * Appends a line and makes it durable. Time and position are added by the ledger.
     *
     * @param type one word: what happened
     * @param fields further facts: strings, numbers, booleans, lists and maps of them
     * @return the hash of the line, or an IO problem; nothing half-written stays behind
     */
    Result<String> append(String type, Map<String, ?> fields);

    @Override
    void close();
}
