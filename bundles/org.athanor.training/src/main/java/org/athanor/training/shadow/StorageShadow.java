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

/**
 * Tries a new storage out: many small entries are written, read back and deleted, in a corner of their own.
 */
final class StorageShadow {

    /** Enough to meet a fault that shows once in a thousand writes. */
    static final int WRITES = 2000;

    private static final String CORNER = "shadow";

    /** Entries that live at the same time. */
    private static final int LIVING = 50;

    private StorageShadow() {
    }

    static Optional<Problem> compare(Storage fresh) {
        for (int first = 0; first < WRITES; first += LIVING) {
            Optional<Problem> lost = round(fresh, first);
            if (lost.isPresent()) {
                return lost;
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> round(Storage storage, int first) {
        for (int i = first; i < first + LIVING; i++) {
            byte[] bytes = content(i);
            Result<Result.Done> written = storage.write(key(i), List.of(new Part("part", bytes.length,
                    channel -> channel.write(ByteBuffer.wrap(bytes)))));
            if (!written.isOk()) {
                return problem("write " + (i + 1) + " failed: " + written.failure().orElseThrow().message());
            }
        }
        Optional<Problem> problem = Optional.empty();
        for (int i = first; i < first + LIVING; i++) {
            if (problem.isEmpty() && !Arrays.equals(content(i), read(storage, key(i)))) {
                problem = problem("write " + (i + 1) + " was lost: " + key(i) + " does not read back");
            }
            storage.delete(key(i));
        }
        return problem;
    }

    private static byte[] read(Storage storage, String key) {
        return storage.open(key).map(entry -> {
            try (Entry opened = entry; SeekableByteChannel channel = opened.read("part")) {
                return Channels.newInputStream(channel).readAllBytes();
            } catch (IOException e) {
                return new byte[0];
            }
        }).orElse(problem -> new byte[0]);
    }

    private static String key(int number) {
        return CORNER + "/entry-" + number;
    }

    private static byte[] content(int number) {
        return ("content of entry " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<Problem> problem(String what) {
        return Optional.of(Problem.of(Kind.REFUSED, "the storage is not sound: " + what, "shadow", ""));
    }
}
