package org.athanor.training.checkpoint;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.athanor.exchange.work.RunIdentity;

/**
 * The run that a storage is for. Storages of several runs may lead to one place, by their settings or by the name of a
 * run that was deleted; the place is of the run that came first, as long as it holds checkpoints.
 *
 * @param run the run
 */
public record Owner(RunIdentity run) {

    private static final String KEY = "owner";
    private static final String PART = "run.json";

    /**
     * Takes a storage into use, and so tries whether it can be written.
     *
     * @return done, or why it cannot be used: it holds checkpoints of another run, or cannot be written
     */
    public Result<Result.Done> claim(Storage storage) {
        return other(storage).flatMap(other -> other.isEmpty() ? Result.done() : new Checkpoints(storage).steps()
                .flatMap(steps -> steps.isEmpty() ? Result.done() : Result.err(foreign(other.get()))))
                .flatMap(free -> write(storage));
    }

    /** Checks that a storage is not of another run. */
    public Result<Result.Done> check(Storage storage) {
        return other(storage).flatMap(other -> other.isEmpty() ? Result.done() : Result.err(foreign(other.get())));
    }

    private Problem foreign(RunIdentity other) {
        return Problem.of(Kind.REFUSED, "the storage is of another run, " + other + ", not of " + run, KEY,
                "set another storage.path or --id, or delete what the other run has left there");
    }

    private Result<Optional<RunIdentity>> other(Storage storage) {
        Result<RunIdentity> owner = storage.open(KEY).flatMap(Owner::read);
        boolean none = owner.failure().filter(problem -> problem.kind() == Kind.NOT_FOUND).isPresent();
        return none ? Result.ok(Optional.empty()) : owner.map(found -> Optional.of(found)
                .filter(other -> !other.isSame(run)));
    }

    private Result<Result.Done> write(Storage storage) {
        byte[] json = Json.createObjectBuilder().add("run", run.name()).add("identity", run.key()).build().toString()
                .getBytes(StandardCharsets.UTF_8);
        return storage.write(KEY, List.of(new Part(PART, json.length, channel -> {
            for (ByteBuffer bytes = ByteBuffer.wrap(json); bytes.hasRemaining();) {
                channel.write(bytes);
            }
        })));
    }

    private static Result<RunIdentity> read(Entry opened) {
        try (Entry entry = opened) {
            JsonObject json = StateJson.parse(new String(Checkpoints.bytes(entry, PART), StandardCharsets.UTF_8));
            return Result.ok(new RunIdentity(json.getString("run"), json.getString("identity")));
        } catch (IOException | JsonException | NullPointerException | ClassCastException e) {
            return Result.err(new Problem(Kind.IO, "it cannot be read whose storage this is: " + e.getMessage(), KEY,
                    "delete it if it is of this run", Optional.of(e)));
        }
    }
}
