package org.athanor.api.state;

import java.util.Map;
import java.util.Set;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns a state of one version of a schema into a state of another; a service declared with {@link AthanorMigrator}.
 * A pure function, thread-safe. The core checks that no field is lost: each field of the old state must be a field of
 * the new one unless it is among {@link #renames()} or {@link #drops()}.
 */
@ConsumerType
public interface StateMigrator {

    /**
     * Migrates a state.
     *
     * @param state a state of the version that the migrator takes
     * @return a state of the same schema in the version that it gives, or a problem
     */
    Result<StateSnapshot> migrate(StateSnapshot state);

    /** Returns the fields that get another name: old name to new name. */
    default Map<String, String> renames() {
        return Map.of();
    }

    /** Returns the fields that the new version has no use for. */
    default Set<String> drops() {
        return Set.of();
    }
}
