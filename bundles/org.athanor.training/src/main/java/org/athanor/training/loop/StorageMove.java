package org.athanor.training.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Storage;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.training.checkpoint.CheckpointCopy;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.checkpoint.Owner;
import org.athanor.training.checkpoint.StorageLine;
import org.athanor.training.checkpoint.StorageSide;

/**
 * Takes the checkpoints along when another storage comes: it holds all of them before it is used, and the one before
 * gets the later ones when it comes back. Neither loses what it holds. The plugins run on threads of their own, which
 * end with each pass.
 */
final class StorageMove {

    /** A copy of one checkpoint that takes longer hangs, on the way there. */
    private static final Duration BESIDE = Duration.ofMinutes(10);
    /** Nobody may take longer to answer, or while the session stands still. */
    private static final Duration STANDING = Duration.ofMinutes(1);

    private final Host host;
    private final LongSupplier step;
    private final Generation from;
    private final Generation to;
    private final StorageSide before;
    private final StorageSide after;
    private final boolean readable;
    private final boolean elsewhere;
    private final CheckpointCopy copy;

    private StorageMove(Host host, LongSupplier step, Generation from, Generation to) {
        PluginBinding old = storage(from);
        this.host = host;
        this.step = step;
        this.from = from;
        this.to = to;
        this.readable = host.alive(old);
        // What has gone cannot be asked; whoever resumes asks whether it is there again.
        this.before = StorageSide.of(old, !readable || durable(from));
        this.after = StorageSide.of(storage(to), durable(to));
        this.elsewhere = !before.equals(after);
        this.copy = new CheckpointCopy(!elsewhere);
    }

    /**
     * Returns the move between two generations; empty when the storage stays.
     *
     * @param step returns the completed steps
     */
    static Optional<StorageMove> between(Host host, LongSupplier step, Generation from, Generation to) {
        return from.binding(Slots.STORAGE).map(PluginBinding::reference)
                .equals(to.binding(Slots.STORAGE).map(PluginBinding::reference)) ? Optional.empty()
                        : Optional.of(new StorageMove(host, step, from, to));
    }

    /** Returns the line of a run that goes on with the storage of its first generation. */
    static StorageLine goesOn(Generation first) {
        return new StorageLine(Optional.empty(), StorageSide.of(storage(first), durable(first)), List.of());
    }

    private static boolean durable(Generation generation) {
        return generation.threads().within(STANDING.toMillis(), Content.storage(generation)::durable);
    }

    private static PluginBinding storage(Generation generation) {
        return generation.binding(Slots.STORAGE).orElseThrow();
    }

    /** Copies what the new storage lacks. Called off the session's thread while the session trains. */
    Result<Result.Done> bring() {
        return pass(STANDING, () -> new Owner(host.identity()).claim(Content.storage(to)))
                .flatMap(ours -> readable ? copy(from, to, BESIDE) : Result.done());
    }

    /** Copies what came since, unless both lead to one place. Called right before the switch, and at the barrier. */
    Result<Result.Done> catchUp() {
        return elsewhere || copy.wrote() ? bring() : Result.done();
    }

    /**
     * Tells the ledger where checkpoints go from now on: whoever resumes looks there. Called at the barrier.
     *
     * @throws org.athanor.api.plugin.ProblemException when the new storage is not to be used; nothing has changed then
     */
    void arrive() {
        if (elsewhere) {
            tell(before, after, pass(STANDING, () -> withoutLater(Content.storage(to))).unwrap()).unwrap();
        }
    }

    /** Goes back to the storage before, with what came since. Called at the barrier; nothing stops it. */
    void goBack() {
        copy(to, from, STANDING).ifErr(problem -> announce(Level.WARNING, "warning",
                after.id() + " keeps checkpoints that do not come back: " + problem.message()));
        if (elsewhere) {
            tell(after, before, pass(STANDING, () -> new Checkpoints(Content.storage(from)).steps())
                    .orElse(unknown -> List.of()));
        }
    }

    /** Checkpoints of later steps are of a course that the run has left; nobody must take them for its own. */
    private Result<List<Long>> withoutLater(Storage storage) {
        Checkpoints checkpoints = new Checkpoints(storage);
        return checkpoints.after(step.getAsLong()).flatMap(checkpoints::delete).flatMap(done -> checkpoints.steps());
    }

    private Result<String> tell(StorageSide left, StorageSide used, List<Long> checkpoints) {
        StorageLine line = new StorageLine(Optional.of(left), used, checkpoints);
        Result<String> recorded = host.record(StorageLine.TYPE, line.fields(step.getAsLong()));
        if (recorded.isOk()) {
            announce(used.durable() ? Level.INFO : Level.WARNING, "storage", line.words());
        }
        return recorded;
    }

    private void announce(Level level, String type, String words) {
        host.announce(new RunEvent(step.getAsLong(), level, type, words));
    }

    private Result<Result.Done> copy(Generation source, Generation target, Duration bound) {
        return pass(bound, () -> copy.steps(Content.storage(source))).flatMap(steps -> {
            for (long each : steps) {
                Result<Result.Done> brought = pass(bound, () ->
                        copy.bring(each, Content.storage(source), Content.storage(target)));
                if (!brought.isOk()) {
                    return brought;
                }
            }
            return Result.done();
        });
    }

    /** Lets plugins do a piece of work on a thread of its own; what they throw, and a hang, become a problem. */
    private <T> Result<T> pass(Duration bound, Callable<Result<T>> work) {
        try (GenerationThreads threads = new GenerationThreads(host.id() + "-storage",
                new ThreadPlan(1, () -> { }))) {
            return threads.within(bound.toMillis(), work);
        } catch (Throwable e) {
            return Result.err(PluginFailure.of("the checkpoints cannot be taken along", e));
        }
    }
}
