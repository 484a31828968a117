package org.athanor.training.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.work.Job.Asking;
import org.athanor.exchange.work.Place;
import org.athanor.exchange.work.Place.Filled;
import org.athanor.exchange.work.RunIdentity;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.checkpoint.CheckpointsTest;
import org.athanor.training.checkpoint.Owner;
import org.athanor.training.checkpoint.StorageLine;
import org.athanor.training.checkpoint.StorageSide;
import org.athanor.training.testing.HeldStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a run goes on that has had several storages. */
class NewestCheckpointTest {

    private static final Owner OWNER = new Owner(new RunIdentity("moved", "1"));
    private static final StorageSide FILE = side("file", Map.of(), true);
    private static final StorageSide OTHER = side("file", Map.of("path", "other"), true);
    private static final StorageSide MEMORY = side("memory", Map.of(), false);

    @TempDir
    private Path scratch;
    private final Map<Map<String, Object>, HeldStorage> storages = new HashMap<>();
    private final List<LedgerLine> lines = new ArrayList<>();

    private static StorageSide side(String plugin, Map<String, Object> settings, boolean durable) {
        return new StorageSide("storage", plugin, "org.example." + plugin, settings, durable);
    }

    /** Lets what is there answer; memory is never asked. */
    private final class Answering implements Asking {

        @Override
        public <S, T> Result<T> ask(String slot, Class<S> type, Function<S, Result<T>> question) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <S, T> Result<T> ask(Filled filled, Class<S> type, Function<S, Result<T>> question) {
            HeldStorage storage = storages.get(filled.settings());
            return storage != null && filled.plugin().equals("file") ? question.apply(type.cast(storage))
                    : Result.err(Problem.of(Problem.Kind.NOT_FOUND, "there is no plugin 'storage:" + filled.plugin()
                            + "'"));
        }
    }

    @BeforeEach
    void createStorages() {
        storages.put(FILE.settings(), new HeldStorage(scratch));
        storages.put(OTHER.settings(), new HeldStorage(scratch));
    }

    private HeldStorage held(StorageSide storage) {
        return Objects.requireNonNull(storages.get(storage.settings()));
    }

    private void line(String type, Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("type", type);
        lines.add(new LedgerLine(new LedgerFields(all)));
    }

    /** Writes a checkpoint and its line. */
    private void writes(StorageSide storage, long step, double loss) {
        put(storage, step, loss);
        line("checkpoint", Map.of("step", step));
    }

    private void put(StorageSide storage, long step, double loss) {
        if (storage.durable()) {
            new Checkpoints(held(storage)).write(CheckpointsTest.checkpoint(step, loss), 9).unwrap();
        }
    }

    private void moves(StorageSide from, StorageSide to, Long... checkpoints) {
        line(StorageLine.TYPE, new StorageLine(Optional.of(from), to, List.of(checkpoints)).fields(0));
    }

    private void resumes(StorageSide with, long step) {
        line(StorageLine.TYPE, new StorageLine(Optional.empty(), with, List.of()).fields(step));
        line("resumed", Map.of("step", step));
    }

    private Result<Optional<Place>> find(Optional<Long> wanted) {
        return new NewestCheckpoint(StorageHistory.of(lines).orElseThrow(), new Answering(), OWNER, Map.of())
                .find(wanted);
    }

    private long newest() {
        return find(Optional.empty()).unwrap().orElseThrow().step();
    }

    private double loss() {
        return ((Checkpoint) find(Optional.empty()).unwrap().orElseThrow()).progress()
                .trainLoss();
    }

    @Test
    void aRunThatNeverChangedItsStorageHasNoHistory() {
        line("checkpoint", Map.of("step", 10L));
        assertThat(StorageHistory.of(lines)).isEmpty();
    }

    @Test
    void whatWasInMemoryIsDoneAgainFromWhatTheFilesKeep() {
        writes(FILE, 10, 1);
        moves(FILE, MEMORY, 10L);
        writes(MEMORY, 20, 2);
        writes(MEMORY, 30, 3);
        assertThat(newest()).isEqualTo(10);
        assertThat(find(Optional.of(20L)).failure().orElseThrow().message()).isEqualTo(
                "resume.step: there is no checkpoint of step 20; there are the steps [10]");
    }

    @Test
    void aRunThatOnlyEverWroteToMemoryBeginsAgain() {
        moves(FILE, MEMORY);
        writes(MEMORY, 20, 2);
        assertThat(find(Optional.empty()).unwrap()).isEmpty();
    }

    @Test
    void aStorageThatIsOfAnotherRunByNowIsNotTakenForItsOwn() {
        writes(FILE, 10, 1);
        put(OTHER, 10, 1);
        moves(FILE, OTHER, 10L);
        HeldStorage taken = held(OTHER);
        taken.entries.clear();
        new Owner(new RunIdentity("later", "2")).claim(taken).unwrap();
        put(OTHER, 20, 2);
        assertThat(find(Optional.empty()).failure().orElseThrow().message()).contains("another run, 'later' (2)",
                "not of 'moved' (1)");
    }

    @Test
    void theNewestOfAllStoragesIsFoundAndTheRunGoesOnWithItsStorage() {
        writes(FILE, 10, 1);
        put(OTHER, 10, 1);
        moves(FILE, OTHER, 10L);
        writes(OTHER, 20, 2);
        Place place = find(Optional.empty()).unwrap().orElseThrow();
        assertThat(place.step()).isEqualTo(20);
        moves(OTHER, MEMORY, 10L, 20L);
        writes(MEMORY, 30, 3);
        assertThat(newest()).isEqualTo(20);
        assertThat(find(Optional.of(10L)).unwrap()).isPresent();
    }

    @Test
    void aCopyIsUsedInTheStorageWhereItWasBrought() {
        moves(MEMORY, FILE, 10L);
        new Checkpoints(held(FILE)).write(CheckpointsTest.checkpoint(10, 1, new Filled("storage",
                "storage", "memory", new BundleRef("org.example.memory", "1.0.0", ""), Map.of())),
                9).unwrap();
        Place place = find(Optional.empty()).unwrap().orElseThrow();
        assertThat(place.slots()).filteredOn(slot -> slot.slot().equals("storage")).singleElement()
                .isEqualTo(FILE.filling("storage"));
    }

    @Test
    void whatALeftCourseWroteIsNotFoundAlthoughItIsThere() {
        writes(FILE, 10, 1);
        put(OTHER, 10, 1);
        moves(FILE, OTHER, 10L);
        writes(OTHER, 20, 2);
        writes(OTHER, 30, 3);
        resumes(FILE, 10);
        assertThat(newest()).isEqualTo(10);
        writes(FILE, 20, 7);
        assertThat(newest()).isEqualTo(20);
        assertThat(loss()).as("of the present course").isEqualTo(7);
        assertThat(find(Optional.of(30L)).isOk()).isFalse();
    }

    @Test
    void aCheckpointWithoutALineIsFoundInTheStorageThatWasUsedLast() {
        writes(FILE, 10, 1);
        put(OTHER, 10, 1);
        moves(FILE, OTHER, 10L);
        put(OTHER, 20, 2);
        put(FILE, 40, 4);
        assertThat(newest()).isEqualTo(20);
    }

    @Test
    void aStorageThatDoesNotAnswerIsNamedUnlessAStepIsChosen() {
        writes(FILE, 10, 1);
        put(OTHER, 10, 1);
        moves(FILE, OTHER, 10L);
        writes(OTHER, 20, 2);
        storages.remove(OTHER.settings());
        assertThat(find(Optional.empty()).failure().orElseThrow().message()).isEqualTo("storage:file: a storage of the "
                + "run does not answer, which may hold the newest checkpoint: there is no plugin 'storage:file'; bring "
                + "it back, or choose one of the steps [10]: --set resume.step=10");
        assertThat(find(Optional.of(10L)).unwrap()).isPresent();
    }
}
