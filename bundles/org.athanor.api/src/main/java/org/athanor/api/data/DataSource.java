package org.athanor.api.data;

import java.util.List;
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

    /**
     * Tells what was left out of the data or altered in it, such as files of another kind or bytes that are no text:
     * whoever trains on the rest should know. Asked after {@link #open}; told once, when a run begins.
     *
     * @return sentences without a full stop; none when there is nothing to tell
     */
    default List<String> remarks() {
        return List.of();
    }
}
