package org.athanor.training.start;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.exchange.work.Resumption;
import org.athanor.training.checkpoint.StorageLine;
import org.athanor.training.checkpoint.StorageSide;

/**
 * The storages of a run and the checkpoints that each of them was given, as the ledger tells. A checkpoint of a course
 * that the run has left is none of them, although it may still be there.
 */
final class StorageHistory {

    /** By storage, the steps of its checkpoints; the last one that was used is last. */
    private final Map<StorageSide, Set<Long>> given = new LinkedHashMap<>();
    private final Set<Long> left = new TreeSet<>();
    private StorageSide last;

    private StorageHistory(StorageSide first) {
        last = first;
        given.put(first, new TreeSet<>());
    }

    /** Reads a ledger; empty when the run has only ever had the storage of its run file. */
    static Optional<StorageHistory> of(List<LedgerLine> lines) {
        Optional<StorageHistory> history = lines.stream().filter(line -> line.type().equals(StorageLine.TYPE))
                .findFirst().map(StorageLine::read).map(first ->
                        new StorageHistory(first.from().orElse(first.to())));
        history.ifPresent(each -> lines.forEach(each::tell));
        return history;
    }

    private void tell(LedgerLine line) {
        switch (line.type()) {
            case "checkpoint" -> give(last, Set.of(line.fields().number("step")));
            case StorageLine.TYPE -> {
                StorageLine storage = StorageLine.read(line);
                last = storage.to();
                give(last, storage.checkpoints());
            }
            case "resumed", Resumption.ABANDONED -> leave(line.fields().number("step"));
            default -> { }
        }
    }

    private void give(StorageSide storage, Iterable<Long> steps) {
        Set<Long> before = Optional.ofNullable(given.remove(storage)).orElseGet(TreeSet::new);
        steps.forEach(step -> {
            before.add(step);
            left.remove(step);
        });
        given.put(storage, before);
    }

    private void leave(long step) {
        given.values().forEach(steps -> {
            left.addAll(steps.stream().filter(later -> later > step).toList());
            steps.removeIf(later -> later > step);
        });
    }

    /** Returns the storages that outlive a process, the one that was used last first. */
    List<StorageSide> durable() {
        List<StorageSide> storages = new ArrayList<>(given.keySet());
        Collections.reverse(storages);
        return storages.stream().filter(StorageSide::durable).toList();
    }

    /**
     * Returns whether a checkpoint that is there belongs to the run's course. One without a line was the last thing
     * that the process did.
     */
    boolean holds(StorageSide storage, long step) {
        return given.getOrDefault(storage, Set.of()).contains(step) || (storage.equals(last) && !left.contains(step));
    }
}
