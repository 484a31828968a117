package org.athanor.api.data;

import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/** Records with random access. Thread-safe. Record {@code i} has the same content at every read. */
@ConsumerType
public interface Dataset {

    /** Returns the number of records. */
    long size();

    /**
     * Reads one record.
     *
     * @param index in {@code [0, size())}
     * @return the record, or a problem that names its file
     */
    Result<TextRecord> read(long index);
}
