package org.athanor.training.start;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Storage;
import org.athanor.exchange.work.Job.Asking;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.Resumption;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.checkpoint.Owner;
import org.athanor.training.checkpoint.StorageSide;
import org.athanor.training.loop.Slots;

/**
 * Finds where a run goes on that has had several storages: at the newest checkpoint that any of them still holds, or
 * at the one that is asked for. The run goes on with the storage in which it was found.
 *
 * @param history the storages
 * @param ask lets them answer
 * @param owner the run that they must be of
 * @param recorded the hashes of checkpoints that are known, by step
 */
record NewestCheckpoint(StorageHistory history, Asking ask, Owner owner, Map<Long, String> recorded) {

    /** Returns the place; empty when no storage holds one and none is asked for. */
    Result<Optional<Place>> find(Optional<Long> wanted) {
        Map<StorageSide, List<Long>> there = new LinkedHashMap<>();
        Optional<Problem> silent = Optional.empty();
        for (StorageSide storage : history.durable()) {
            Result<List<Long>> steps = ask.ask(storage.filling(Slots.STORAGE), Storage.class,
                    each -> owner.check(each).flatMap(ours -> new Checkpoints(each).steps()));
            steps.toOptional().ifPresent(each -> there.put(storage, each.stream()
                    .filter(step -> history.holds(storage, step)).toList()));
            silent = silent.or(() -> steps.failure().map(problem -> unknown(storage, problem)));
        }
        TreeSet<Long> all = new TreeSet<>();
        there.values().forEach(all::addAll);
        Optional<Long> step = wanted.or(() -> all.stream().reduce((earlier, later) -> later));
        Optional<StorageSide> holder = there.entrySet().stream().filter(each -> step.filter(each.getValue()::contains)
                .isPresent()).map(Map.Entry::getKey).findFirst();
        if (silent.isPresent() && (wanted.isEmpty() || holder.isEmpty())) {
            return Result.err(all.isEmpty() ? silent.get() : silent.get().withRemedy("bring it back, or choose one of "
                    + "the steps " + all + ": --set " + Resumption.STEP + "=" + all.last()));
        }
        if (holder.isEmpty()) {
            return wanted.isEmpty() ? Result.ok(Optional.empty()) : Result.err(Problem.of(Kind.NOT_FOUND,
                    "there is no checkpoint of step " + wanted.get(), Resumption.STEP, "there are the steps " + all));
        }
        return ask.ask(holder.get().filling(Slots.STORAGE), Storage.class,
                storage -> new Checkpoints(storage).read(step, recorded))
                .map(found -> Optional.of(in(holder.get(), found)));
    }

    /** A copy tells of the storage from which it was copied. */
    private static Place in(StorageSide storage, Checkpoint found) {
        return found.slots().stream().anyMatch(storage::fills) ? found : found.with(storage.filling(Slots.STORAGE));
    }

    private static Problem unknown(StorageSide storage, Problem problem) {
        return new Problem(problem.kind(), "a storage of the run does not answer, which may hold the newest checkpoint"
                + ": " + problem.message(), storage.id(), "bring it back", problem.cause());
    }
}
