package org.athanor.api.data;

import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens the data of a run. What it opens must be the same at every call: a cursor into it outlives the process. */
@AthanorKind(word = "data", sideEffects = false)
@ConsumerType
public interface DataSource {

    /**
     * Opens one part of the data.
     *
     * @return the records, or a problem that names the file or folder which is missing, empty or unreadable
     */
    Result<Dataset> open(Split split);
}
