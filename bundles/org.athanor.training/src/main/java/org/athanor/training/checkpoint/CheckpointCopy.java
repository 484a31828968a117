package org.athanor.training.checkpoint;

import jakarta.json.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;

/**
 * Copies checkpoints between two storages, byte for byte, and reads back what it has written. It knows which ones both
 * hold, so that a second pass, in whichever direction, looks at the others only. Used by one thread at a time.
 */
public final class CheckpointCopy {

    private static final int BUFFER = 1 << 20;

    /** By step, the {@code state.json} of what both hold; it names the hashes of the other parts. */
    private final Map<Long, String> held = new HashMap<>();
    private final boolean onePlace;
    private boolean wrote;

    /** {@code onePlace}: both lead to the same entries, as two versions do, so that what both list is the same. */
    public CheckpointCopy(boolean onePlace) {
        this.onePlace = onePlace;
    }

    /** Returns whether there was anything to copy so far. */
    public boolean wrote() {
        return wrote;
    }

    /** Returns the steps of the checkpoints that are there, the newest first. */
    public Result<List<Long>> steps(Storage from) {
        return new Checkpoints(from).steps().map(steps -> steps.stream().sorted(Comparator.reverseOrder()).toList());
    }

    /**
     * Copies a checkpoint, unless both hold it. One that is deleted meanwhile, because newer ones came, is left out.
     *
     * @return done, or what went wrong; what {@code from} holds is as it was, and {@code to} has all of it or nothing
     */
    public Result<Result.Done> bring(long step, Storage from, Storage to) {
        Result<Result.Done> brought = attempt(step, from, to);
        boolean gone = !brought.isOk() && new Checkpoints(from).steps().map(steps -> !steps.contains(step))
                .orElse(unknown -> false);
        return gone ? Result.done() : brought;
    }

    private Result<Result.Done> attempt(long step, Storage from, Storage to) {
        String key = Checkpoints.PREFIX + step;
        return from.open(key).flatMap(opened -> {
            try (Entry entry = opened) {
                String state = state(entry);
                if (!state.equals(held.get(step)) && !holds(to, key, state)) {
                    wrote = true;
                    Result<Result.Done> copied = copy(entry, key, to);
                    if (!copied.isOk()) {
                        return copied;
                    }
                }
                held.put(step, state);
                return Result.done();
            } catch (IOException | UncheckedIOException e) {
                return Result.err(unreadable(key, e));
            }
        });
    }

    private boolean holds(Storage storage, String key, String state) {
        Optional<Entry> opened = storage.open(key).toOptional();
        if (opened.isEmpty()) {
            return false;
        }
        try (Entry entry = opened.get()) {
            return state(entry).equals(state) && (onePlace || sound(entry, state));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static boolean sound(Entry entry, String state) throws IOException {
        try {
            Map<String, String> named = new TreeMap<>(StateJson.partHashes(StateJson.parse(state)));
            Map<String, String> there = hashes(entry);
            there.remove(Checkpoints.STATE);
            return there.equals(named);
        } catch (JsonException | NullPointerException | ClassCastException damaged) {
            return false;
        }
    }

    private static Result<Result.Done> copy(Entry entry, String key, Storage to) throws IOException {
        Map<String, String> read = new TreeMap<>();
        List<Part> parts = new ArrayList<>();
        for (String name : new TreeSet<>(entry.parts())) {
            try (SeekableByteChannel channel = entry.read(name)) {
                parts.add(new Part(name, channel.size(), out -> read.put(name, transfer(entry, name, out))));
            }
        }
        Result<Result.Done> written = to.write(key, parts);
        if (!written.isOk()) {
            return written;
        }
        return to.open(key).flatMap(opened -> {
            try (Entry copy = opened) {
                return hashes(copy).equals(read) ? Result.done() : Result.err(Problem.of(Kind.IO,
                        "the copy of a checkpoint does not read back as it was written", key, ""));
            } catch (IOException | UncheckedIOException e) {
                return Result.err(unreadable(key, e));
            }
        });
    }

    private static String transfer(Entry entry, String part, WritableByteChannel out) throws IOException {
        MessageDigest digest = Checkpoints.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (SeekableByteChannel in = entry.read(part)) {
            while (in.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip().duplicate());
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<String, String> hashes(Entry entry) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (String part : entry.parts()) {
            try (SeekableByteChannel channel = entry.read(part)) {
                hashes.put(part, Checkpoints.sha256(channel));
            }
        }
        return hashes;
    }

    /** What has none is damaged; it goes along as it is. */
    private static String state(Entry entry) throws IOException {
        return entry.parts().contains(Checkpoints.STATE)
                ? new String(Checkpoints.bytes(entry, Checkpoints.STATE), StandardCharsets.UTF_8) : "";
    }

    private static Problem unreadable(String key, Exception failure) {
        return new Problem(Kind.IO, "a checkpoint cannot be copied: " + failure.getMessage(), key, "",
                Optional.of(failure));
    }
}
