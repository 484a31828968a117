package org.athanor.api.data;

import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/** Records with random access. Thread-safe. Record {@code i} has the same content at every read. */
@ConsumerType
public interface Dataset {

    /** Returns the number of records. */
    long size();

    /**
     * Identifies all that the dataset holds as well as a cheap look can, say by the sizes of its files and a digest of
     * some of their bytes. A run that is resumed on data with another outline is refused.
     *
     * @return the same for the same data wherever it lies and whenever it was copied there; empty when nothing can be
     *     told without reading the records
     */
    default String outline() {
        return "";
    }

    /**
     * Reads one record.
     *
     * @param index in {@code [0, size())}
     * @return the record, or a problem that names its file
     */
    Result<TextRecord> read(long index);
}
