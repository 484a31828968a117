package org.athanor.api.storage;

import java.util.List;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Named entries of one session, each a set of named parts (a checkpoint is an entry, its files are the parts).
 * An entry is complete or absent: a reader, also one after a crash at any moment, sees all parts of one
 * {@link #write} or none. Thread-safe.
 */
@ConsumerType
public interface Storage {

    /**
     * Writes an entry, replacing one of the same key only when the new one is complete and durable.
     *
     * @param key path-like, for example {@code checkpoints/step-500}; segments of letters, digits, {@code . _ -}
     * @param parts the parts, names unique
     * @return done, or an {@link org.athanor.api.plugin.Problem.Kind#IO} problem; entries that were there are intact
     */
    Result<Result.Done> write(String key, List<Part> parts);

    /** Opens an entry for reading, or answers a problem that names the key and what is wrong with it. */
    Result<Entry> open(String key);

    /** Returns the keys of the complete entries under {@code prefix}, a folder-like part of a key, in name order. */
    Result<List<String>> list(String prefix);

    /** Deletes an entry. Deleting an absent entry is done. */
    Result<Result.Done> delete(String key);
}
