package org.athanor.training.checkpoint;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.athanor.torch.SafeTensors;
import org.athanor.training.state.ModelState;
import org.bytedeco.pytorch.Tensor;

/**
 * Checkpoints in a session's storage: {@code checkpoints/step-N} with {@code model.safetensors},
 * {@code optimizer.safetensors}, {@code aside.safetensors} when there is any, and {@code state.json}, which carries
 * the hashes of the others.
 */
public final class Checkpoints {

    private static final String FOLDER = "checkpoints";
    static final String PREFIX = FOLDER + "/step-";
    private static final String MODEL = "model.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String ASIDE = "aside.safetensors";
    static final String STATE = "state.json";
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private final Storage storage;

    /** Creates the view of a storage. */
    public Checkpoints(Storage storage) {
        this.storage = storage;
    }

    /**
     * A checkpoint that was written.
     *
     * @param key its key
     * @param sha256 the hash of {@code state.json}, which carries the hashes of all other parts
     */
    public record Written(String key, String sha256) {
    }

    /** Writes a checkpoint and then deletes the oldest ones up to it beyond {@code keep}. */
    public Result<Written> write(Checkpoint checkpoint, int keep) {
        String key = PREFIX + checkpoint.progress().step();
        Map<String, Map<String, Tensor>> files = new LinkedHashMap<>();
        files.put(MODEL, checkpoint.model().parameters());
        files.put(OPTIMIZER, flat(checkpoint.model().optimizer()));
        if (!checkpoint.model().aside().isEmpty()) {
            files.put(ASIDE, checkpoint.model().aside());
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        files.forEach((name, tensors) -> {
            hashes.put(name, sha256(tensors));
            parts.add(new Part(name, SafeTensors.length(tensors, METADATA),
                    channel -> SafeTensors.write(channel, tensors, METADATA)));
        });
        byte[] state = StateJson.write(checkpoint, hashes).toString().getBytes(StandardCharsets.UTF_8);
        parts.add(new Part(STATE, state.length, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(state);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }));
        return storage.write(key, parts).flatMap(done -> retain(checkpoint.progress().step(), keep))
                .map(done -> new Written(key, ContentHash.of(state)));
    }

    /**
     * Reads the newest checkpoint, or the one of a step.
     *
     * @return the checkpoint; a problem when there is none, or when it is damaged, naming the one before it
     */
    public Result<Checkpoint> read(Optional<Long> wanted) {
        return read(wanted, Map.of());
    }

    /**
     * As {@link #read(Optional)}; also what was changed since it was written is damaged.
     *
     * @param recorded the hashes that are known, by step
     */
    public Result<Checkpoint> read(Optional<Long> wanted, Map<Long, String> recorded) {
        Result<List<Long>> listed = steps();
        if (listed.failure().isPresent()) {
            return Result.err(listed.failure().get());
        }
        List<Long> steps = listed.unwrap();
        if (steps.isEmpty() || (wanted.isPresent() && !steps.contains(wanted.get()))) {
            return Result.err(Problem.of(Kind.NOT_FOUND, wanted.isPresent()
                    ? "there is no checkpoint of step " + wanted.get() : "the run has no checkpoint", FOLDER,
                    steps.isEmpty() ? "start it anew" : "there are the steps " + steps));
        }
        long step = wanted.orElseGet(() -> steps.get(steps.size() - 1));
        Result<Checkpoint> read = read(PREFIX + step, Optional.ofNullable(recorded.get(step)));
        return read.failure().isEmpty() ? read : Result.err(read.failure().get().withRemedy(steps.stream()
                .filter(other -> other < step).reduce((a, b) -> b)
                .map(before -> "the one before it is of step " + before + ": add --set resume.step=" + before)
                .orElse("there is none before it: start the run anew")));
    }

    /**
     * Reads the parameters alone of the newest checkpoint.
     *
     * @return the parameters, to be closed; a problem when there is no checkpoint, or when it is damaged
     */
    public Result<Map<String, Tensor>> parameters() {
        return steps().flatMap(steps -> {
            if (steps.isEmpty()) {
                return Result.err(Problem.of(Kind.NOT_FOUND, "the run has no checkpoint", FOLDER, ""));
            }
            String key = PREFIX + steps.get(steps.size() - 1);
            return open(key, Optional.empty(), (entry, state) -> tensors(entry, key, MODEL, Optional.ofNullable(
                    StateJson.partHashes(state).get(MODEL)).orElseThrow(() -> unnamed(MODEL, key))));
        });
    }

    /** Returns the steps of which there are checkpoints, in order. */
    public Result<List<Long>> steps() {
        return storage.list(FOLDER).map(keys -> keys.stream().filter(key -> key.matches(PREFIX + "\\d+"))
                .map(key -> Long.valueOf(key.substring(PREFIX.length()))).sorted(Comparator.naturalOrder()).toList());
    }

    /** Returns the steps after {@code step} of which there are checkpoints, in order. */
    public Result<List<Long>> after(long step) {
        return steps().map(steps -> steps.stream().filter(other -> other > step).toList());
    }

    /** Deletes the checkpoints of some steps, or fails at the first that cannot be deleted. */
    public Result<Result.Done> delete(List<Long> steps) {
        for (long step : steps) {
            Result<Result.Done> deleted = storage.delete(PREFIX + step);
            if (!deleted.isOk()) {
                return deleted;
            }
        }
        return Result.done();
    }

    /** What was just written stays, whatever later steps there may be. */
    private Result<Result.Done> retain(long newest, int keep) {
        return steps().map(steps -> steps.stream().filter(step -> step <= newest).toList())
                .flatMap(steps -> delete(steps.subList(0, Math.max(0, steps.size() - keep))));
    }

    private Result<Checkpoint> read(String key, Optional<String> recorded) {
        return open(key, recorded, (entry, state) -> {
            Map<String, Map<String, Tensor>> files = new LinkedHashMap<>();
            for (Map.Entry<String, String> part : StateJson.partHashes(state).entrySet()) {
                files.put(part.getKey(), tensors(entry, key, part.getKey(), part.getValue()));
            }
            return StateJson.read(state, new ModelState(part(files, MODEL, key), nested(part(files, OPTIMIZER, key)),
                    files.getOrDefault(ASIDE, Map.of())));
        });
    }

    /** Something that is read from an entry whose {@code state.json} is sound. */
    private interface Reading<T> {
        T read(Entry entry, JsonObject state) throws IOException;
    }

    private <T> Result<T> open(String key, Optional<String> recorded, Reading<T> reading) {
        Result<Entry> opened = storage.open(key);
        if (opened.failure().isPresent()) {
            return Result.err(opened.failure().get());
        }
        try (Entry entry = opened.unwrap()) {
            byte[] state = bytes(entry, STATE);
            if (recorded.filter(hash -> !hash.equals(ContentHash.of(state))).isPresent()) {
                throw damaged(key, STATE + " does not have the hash that the run's ledger names");
            }
            JsonObject json = StateJson.parse(new String(state, StandardCharsets.UTF_8));
            int format = json.getInt("format");
            if (format != StateJson.FORMAT) {
                throw damaged(key, "its format is " + format + ", this version reads " + StateJson.FORMAT);
            }
            return Result.ok(reading.read(entry, json));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (IOException | JsonException e) {
            return Result.err(new Problem(Kind.IO, Problem.failed("the checkpoint is damaged", e).what(), key, "",
                    Optional.of(e)));
        } catch (RuntimeException e) {
            return Result.err(new Problem(Kind.IO, "the checkpoint is damaged: " + STATE + " lacks something, or has it"
                    + " in another form", key, "", Optional.of(e)));
        }
    }

    private static Map<String, Tensor> part(Map<String, Map<String, Tensor>> files, String part, String key) {
        return Optional.ofNullable(files.get(part)).orElseThrow(() -> unnamed(part, key));
    }

    private static ProblemException unnamed(String part, String key) {
        return damaged(key, STATE + " names no " + part);
    }

    private static Map<String, Tensor> tensors(Entry entry, String key, String part, String expected)
            throws IOException {
        try (SeekableByteChannel channel = entry.read(part)) {
            if (!sha256(channel).equals(expected)) {
                throw damaged(key, part + " does not have the hash that state.json names");
            }
            return SafeTensors.read(channel, key + "/" + part).tensors();
        }
    }

    /** Returns the hash of what is left in a channel. */
    static String sha256(SeekableByteChannel channel) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        while (channel.read(buffer.clear()) >= 0) {
            digest.update(buffer.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static byte[] bytes(Entry entry, String part) throws IOException {
        try (SeekableByteChannel channel = entry.read(part)) {
            return Channels.newInputStream(channel).readAllBytes();
        }
    }

    private static String sha256(Map<String, Tensor> tensors) {
        MessageDigest digest = sha256();
        try {
            SafeTensors.write(Channels.newChannel(new DigestOutputStream(OutputStream.nullOutputStream(), digest)),
                    tensors, METADATA);
        } catch (IOException e) {
            throw new IllegalStateException("a digest does not fail", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Map<String, Tensor> flat(Map<String, Map<String, Tensor>> optimizer) {
        Map<String, Tensor> flat = new LinkedHashMap<>();
        new TreeMap<>(optimizer).forEach((parameter, state) -> new TreeMap<>(state)
                .forEach((name, value) -> flat.put(parameter + "/" + name, value)));
        return flat;
    }

    private static Map<String, Map<String, Tensor>> nested(Map<String, Tensor> flat) {
        Map<String, Map<String, Tensor>> nested = new LinkedHashMap<>();
        flat.forEach((name, tensor) -> {
            int slash = name.lastIndexOf('/');
            nested.computeIfAbsent(name.substring(0, slash), parameter -> new LinkedHashMap<>())
                    .put(name.substring(slash + 1), tensor);
        });
        return nested;
    }

    private static ProblemException damaged(String key, String what) {
        return new ProblemException(Problem.of(Kind.IO, "the checkpoint is damaged: " + what, key, ""));
    }
}
