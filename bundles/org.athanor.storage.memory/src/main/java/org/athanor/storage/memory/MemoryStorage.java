package org.athanor.storage.memory;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Entries in memory. Its snapshot holds all entries, for a successor that comes when it has gone; it must not be put
 * into a checkpoint, which is itself an entry.
 */
@AthanorPlugin(name = "memory", kind = Storage.class, configKey = "storage",
        stateSchema = EntriesJson.SCHEMA, stateVersion = EntriesJson.VERSION)
@Component(name = "org.athanor.storage.memory", service = Storage.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MemoryStorageConfig.class, factory = true)
public final class MemoryStorage implements Storage, Stateful {

    /** A snapshot is text in memory, more than twice the size of the entries. */
    private static final long LARGEST_SNAPSHOT = 128L << 20;

    private final long maxBytes;
    private final Object writing = new Object();
    /** Replaced, never changed, so that reading needs no lock. */
    private volatile SortedMap<String, MemoryEntry> entries = new TreeMap<>();

    @Activate
    public MemoryStorage(MemoryStorageConfig config) {
        this(config.max__bytes());
    }

    MemoryStorage(long maxBytes) {
        if (maxBytes < 1) {
            throw new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, "max_bytes is " + maxBytes,
                    "storage.max_bytes", "use 1 or more"));
        }
        this.maxBytes = maxBytes;
    }

    @Override
    public Result<Result.Done> write(String key, List<Part> parts) {
        return Storage.check(key, parts).flatMap(valid -> {
            synchronized (writing) {
                Optional<Problem> obstacle = obstacle(key).or(() -> full(key, parts));
                if (obstacle.isPresent()) {
                    return Result.err(obstacle.get());
                }
                try {
                    Map<String, byte[]> content = new HashMap<>();
                    for (Part part : parts) {
                        content.put(part.name(), PartBuffer.of(part));
                    }
                    SortedMap<String, MemoryEntry> changed = new TreeMap<>(entries);
                    changed.put(key, new MemoryEntry(content));
                    entries = changed;
                    return Result.done();
                } catch (IOException | RuntimeException failure) {
                    return Result.err(new Problem(Problem.Kind.IO, "cannot write '" + key + "': "
                            + failure.getMessage(), "", "what was stored before is intact", Optional.of(failure)));
                }
            }
        });
    }

    @Override
    public Result<Entry> open(String key) {
        return Storage.check(key).flatMap(valid -> {
            Entry entry = entries.get(key);
            return entry == null ? absent(key) : Result.ok(entry);
        });
    }

    @Override
    public Result<List<String>> list(String prefix) {
        return (prefix.isEmpty() ? Result.done() : Storage.check(prefix)).map(valid ->
                entries.keySet().stream().filter(key -> prefix.isEmpty() || key.startsWith(prefix + "/")).toList());
    }

    @Override
    public Result<Result.Done> delete(String key) {
        return Storage.check(key).map(valid -> {
            synchronized (writing) {
                SortedMap<String, MemoryEntry> changed = new TreeMap<>(entries);
                changed.remove(key);
                entries = changed;
            }
            return valid;
        });
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public StateSnapshot snapshot() {
        SortedMap<String, MemoryEntry> now = entries;
        long used = bytes(now);
        if (used > LARGEST_SNAPSHOT) {
            throw new ProblemException(Problem.of(Problem.Kind.REFUSED, "the memory storage holds " + used
                    + " bytes and can hand over " + LARGEST_SNAPSHOT, "storage", "delete entries or keep fewer"));
        }
        return new StateSnapshot(EntriesJson.SCHEMA, EntriesJson.VERSION, EntriesJson.write(now));
    }

    /** Takes what is handed over in, beside the entries that are there already. */
    @Override
    public Result<Result.Done> restore(StateSnapshot snapshot) {
        if (!snapshot.schema().equals(EntriesJson.SCHEMA) || snapshot.version() != EntriesJson.VERSION) {
            return Result.err(Problem.of(Problem.Kind.REFUSED, "the memory storage reads " + EntriesJson.SCHEMA
                    + " version " + EntriesJson.VERSION + ", not " + snapshot.schema() + " version "
                    + snapshot.version()));
        }
        try {
            SortedMap<String, MemoryEntry> handed = EntriesJson.read(snapshot.json());
            synchronized (writing) {
                SortedMap<String, MemoryEntry> changed = new TreeMap<>(entries);
                changed.putAll(handed);
                if (bytes(changed) > maxBytes) {
                    return Result.err(Problem.of(Problem.Kind.REFUSED, "the entries have " + bytes(changed)
                            + " bytes and the memory storage takes " + maxBytes, "storage.max_bytes", "raise it"));
                }
                entries = changed;
            }
            return Result.done();
        } catch (RuntimeException malformed) {
            return Result.err(Problem.failed("the entries of a memory storage cannot be read", malformed));
        }
    }

    private Optional<Problem> obstacle(String key) {
        for (String other : entries.keySet()) {
            if (key.startsWith(other + "/")) {
                return Optional.of(refused("'" + other + "' is an entry and cannot hold '" + key + "'"));
            }
            if (other.startsWith(key + "/")) {
                return Optional.of(refused("'" + key + "' holds entries and cannot be one"));
            }
        }
        return Optional.empty();
    }

    /** Counts an entry and its successor both: they are in memory together until the successor is complete. */
    private Optional<Problem> full(String key, List<Part> parts) {
        long used = bytes(entries);
        long wanted = parts.stream().mapToLong(Part::length).sum();
        boolean fits = wanted <= maxBytes - used && parts.stream().allMatch(part -> part.length() < Integer.MAX_VALUE);
        return fits ? Optional.empty() : Optional.of(Problem.of(Problem.Kind.IO, "cannot write '" + key + "': it has "
                + wanted + " bytes, and " + used + " of " + maxBytes + " are in use", "storage.max_bytes",
                "raise it or keep fewer entries; what was stored before is intact"));
    }

    private Result<Entry> absent(String key) {
        String remedy = list(key.contains("/") ? key.substring(0, key.lastIndexOf('/')) : "").toOptional()
                .filter(keys -> !keys.isEmpty()).map(keys -> "there is " + String.join(", ", keys)).orElse("");
        return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "no entry '" + key + "'", "memory", remedy));
    }

    private static Problem refused(String what) {
        return Problem.of(Problem.Kind.USAGE, what, "memory", "use another key");
    }

    private static long bytes(SortedMap<String, MemoryEntry> entries) {
        return entries.values().stream().mapToLong(MemoryEntry::bytes).sum();
    }
}
