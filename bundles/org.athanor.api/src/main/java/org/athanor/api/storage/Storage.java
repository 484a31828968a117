package org.athanor.api.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.athanor.api.plugin.AthanorKind;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Named entries of one session, each a set of named parts (a checkpoint is an entry, its files are the parts).
 * An entry is complete or absent: a reader, also one after a crash at any moment, sees all parts of one
 * {@link #write} or none. Thread-safe.
 */
@AthanorKind(word = "storage", crossing = Crossing.REOPENED)
@ConsumerType
public interface Storage {

    /**
     * Writes an entry, replacing one of the same key only when the new one is complete and durable.
     *
     * @param key path-like, for example {@code checkpoints/step-500}; segments of letters, digits, {@code . _ -}, not
     *     beginning with a dot
     * @param parts the parts, at least one, names unique, each like a segment of a key
     * @return done, or an {@link org.athanor.api.plugin.Problem.Kind#IO} problem; entries that were there are intact
     */
    Result<Result.Done> write(String key, List<Part> parts);

    /** Opens an entry for reading, or answers a problem that names the key and what is wrong with it. */
    Result<Entry> open(String key);

    /** Returns the keys of the complete entries under {@code prefix}, a folder-like part of a key, in name order. */
    Result<List<String>> list(String prefix);

    /** Deletes an entry. Deleting an absent entry is done. */
    Result<Result.Done> delete(String key);

    /** Returns whether entries outlive the process; a run that is killed finds none of them again otherwise. */
    default boolean durable() {
        return true;
    }

    /** Checks the arguments of {@link #write}; answers a problem that names the first name that is not allowed. */
    static Result<Result.Done> check(String key, List<Part> parts) {
        Set<String> names = new HashSet<>();
        for (Part part : parts) {
            if (!Names.SEGMENT.matcher(part.name()).matches() || !names.add(part.name())) {
                return Names.refused("'" + part.name() + "' is no name for a part, or there are two of it", key);
            }
        }
        return parts.isEmpty() ? Names.refused("an entry needs at least one part", key) : check(key);
    }

    /** Checks a key; answers a problem when it is not one. */
    static Result<Result.Done> check(String key) {
        for (String segment : key.split("/", -1)) {
            if (!Names.SEGMENT.matcher(segment).matches()) {
                return Names.refused("not a key", "'" + key + "'");
            }
        }
        return Result.done();
    }

    /** The syntax of keys and names of parts. */
    final class Names {

        private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

        private Names() {
        }

        private static Result<Result.Done> refused(String what, String where) {
            return Result.err(Problem.of(Problem.Kind.USAGE, what, where,
                    "use letters, digits, '.', '_' and '-', with '/' between the segments of a key"));
        }
    }
}
