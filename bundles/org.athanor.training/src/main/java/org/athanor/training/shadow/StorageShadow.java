package org.athanor.training.shadow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.athanor.exchange.threads.GenerationThreads;

/**
 * Tries a new storage out beside the entries that are in use: a few small entries are written again and again, read
 * back after every write, and deleted.
 */
final class StorageShadow {

    /** As many as it takes to meet a fault that shows once in a thousand writes. */
    static final int WRITES = 1000;

    /** Entries that are overwritten in turn. Overwriting saves the forced writes of a deletion. */
    private static final int LIVING = 20;

    private final Storage storage;
    /** Tells what this trial wrote from what an earlier one, which was killed, may have left. */
    private final long trial = System.nanoTime();

    StorageShadow(Storage storage) {
        this.storage = storage;
    }

    /** Tries the storage; {@code threads} run it, and bound how long a few writes may take. */
    Optional<Problem> attempt(GenerationThreads threads) {
        Optional<Problem> problem = Optional.empty();
        for (int first = 0; first < WRITES && problem.isEmpty(); first += LIVING) {
            int from = first;
            problem = threads.within(() -> writeAll(from));
        }
        Optional<Problem> kept = threads.within(this::deleteAll);
        return problem.or(() -> kept);
    }

    private Optional<Problem> writeAll(int first) {
        for (int number = first; number < first + LIVING; number++) {
            byte[] bytes = content(number);
            Result<Result.Done> written = storage.write(key(number), List.of(new Part("part", bytes.length,
                    channel -> channel.write(ByteBuffer.wrap(bytes)))));
            if (!written.isOk()) {
                return problem("write " + (number + 1) + " failed: " + written.failure().orElseThrow().message());
            }
        }
        for (int number = first; number < first + LIVING; number++) {
            Result<byte[]> read = read(key(number));
            if (!read.isOk()) {
                return problem("write " + (number + 1) + " was lost: " + read.failure().orElseThrow().message());
            }
            if (!Arrays.equals(content(number), read.unwrap())) {
                return problem("write " + (number + 1) + " was lost: " + key(number) + " does not read back");
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> deleteAll() {
        for (int number = 0; number < LIVING; number++) {
            Result<Result.Done> deleted = storage.delete(key(number));
            if (!deleted.isOk()) {
                return problem("delete failed: " + deleted.failure().orElseThrow().message());
            }
            if (read(key(number)).isOk()) {
                return problem(key(number) + " is still there after it was deleted");
            }
        }
        return Optional.empty();
    }

    private Result<byte[]> read(String key) {
        return storage.open(key).flatMap(entry -> {
            try (Entry opened = entry; SeekableByteChannel channel = opened.read("part")) {
                return Result.ok(Channels.newInputStream(channel).readAllBytes());
            } catch (IOException e) {
                return Result.err(Problem.failed(key + " cannot be read", e));
            }
        });
    }

    /** At the root, where an entry leaves no empty folder behind. */
    private static String key(int number) {
        return "shadow-" + number % LIVING;
    }

    private byte[] content(int number) {
        return ("write " + number + " of trial " + trial).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<Problem> problem(String what) {
        return Optional.of(Problem.of(Kind.REFUSED, "the storage is not sound: " + what, "shadow", ""));
    }
}
