package org.athanor.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.training.testing.HeldStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of checkpoints are what was copied, or are not there. */
class CheckpointCopyTest {

    private static final String NEWEST = "checkpoints/step-20";

    @TempDir
    Path scratch;
    private HeldStorage from;
    private Counting to;
    private final CheckpointCopy copy = new CheckpointCopy(false);

    /** Counts what is written, and loses or refuses it as told. */
    private static final class Counting extends HeldStorage {

        private final List<String> written = new ArrayList<>();
        private String losing = "";
        private String refusing = "";

        Counting(Path scratch) {
            super(scratch);
        }

        @Override
        public Result<Result.Done> write(String key, List<Part> parts) {
            if (key.equals(refusing)) {
                return Result.err(Problem.of(Problem.Kind.IO, "the disk is full"));
            }
            written.add(key);
            Result<Result.Done> done = super.write(key, parts);
            if (key.equals(losing)) {
                damage(key, "model.safetensors", 200);
            }
            return done;
        }
    }

    @BeforeEach
    void write() {
        from = new HeldStorage(scratch);
        to = new Counting(scratch);
        new Checkpoints(from).write(CheckpointsTest.checkpoint(10, 1), 9).unwrap();
        new Checkpoints(from).write(CheckpointsTest.checkpoint(20, 2), 9).unwrap();
    }

    private Result<Result.Done> bring() {
        for (long step : copy.steps(from).unwrap()) {
            Result<Result.Done> brought = copy.bring(step, from, to);
            if (!brought.isOk()) {
                return brought;
            }
        }
        return Result.done();
    }

    @Test
    void bringsEveryCheckpointByteForByteTheNewestFirst() {
        bring().unwrap();
        assertThat(to.written).containsExactly(NEWEST, "checkpoints/step-10");
        assertThat(to.entries.keySet()).isEqualTo(from.entries.keySet());
        from.entries.forEach((key, parts) -> assertThat(to.entries.get(key)).as(key).containsExactlyEntriesOf(parts));
        assertThat(new Checkpoints(to).read(Optional.empty()).unwrap().step()).isEqualTo(20);
    }

    @Test
    void aSecondPassBringsOnlyWhatIsNewOrWasWrittenAgain() {
        bring().unwrap();
        new Checkpoints(from).write(CheckpointsTest.checkpoint(20, 3), 9).unwrap();
        new Checkpoints(from).write(CheckpointsTest.checkpoint(30, 4), 9).unwrap();
        to.written.clear();
        bring().unwrap();
        assertThat(to.written).containsExactly("checkpoints/step-30", NEWEST);
    }

    @Test
    void whatIsThereAlreadyIsKeptAndWhatIsDamagedThereIsWrittenAgain() {
        new Checkpoints(to).write(CheckpointsTest.checkpoint(10, 1), 9).unwrap();
        new Checkpoints(to).write(CheckpointsTest.checkpoint(20, 2), 9).unwrap();
        to.damage(NEWEST, "optimizer.safetensors", 100);
        to.written.clear();
        bring().unwrap();
        assertThat(to.written).containsExactly(NEWEST);
        assertThat(new Checkpoints(to).read(Optional.empty()).isOk()).isTrue();
    }

    @Test
    void theWayBackBringsOnlyWhatCameSince() {
        bring().unwrap();
        Counting back = new Counting(scratch);
        back.entries.putAll(from.entries);
        new Checkpoints(to).write(CheckpointsTest.checkpoint(30, 3), 9).unwrap();
        for (long step : copy.steps(to).unwrap()) {
            copy.bring(step, to, back).unwrap();
        }
        assertThat(back.written).containsExactly("checkpoints/step-30");
    }

    @Test
    void namesACopyThatDoesNotReadBack() {
        to.losing = NEWEST;
        assertThat(bring().failure().orElseThrow().message()).isEqualTo(
                NEWEST + ": the copy of a checkpoint does not read back as it was written");
    }

    @Test
    void stopsAtWhatCannotBeWrittenAndLosesNothing() {
        to.refusing = "checkpoints/step-10";
        assertThat(bring().failure().orElseThrow().message()).isEqualTo("the disk is full");
        assertThat(from.entries).containsOnlyKeys("checkpoints/step-10", NEWEST);
        assertThat(new Checkpoints(from).read(Optional.empty()).isOk()).isTrue();
    }

    @Test
    void leavesOutWhatIsDeletedMeanwhile() {
        HeldStorage pruned = new HeldStorage(scratch) {
            @Override
            public Result<Entry> open(String key) {
                entries.remove("checkpoints/step-10");
                return super.open(key);
            }
        };
        pruned.entries.putAll(from.entries);
        List<Long> steps = copy.steps(pruned).unwrap();
        assertThat(steps).containsExactly(20L, 10L);
        steps.forEach(step -> copy.bring(step, pruned, to).unwrap());
        assertThat(to.entries).containsOnlyKeys(NEWEST);
    }

    @Test
    void aDamagedOneGoesAlongAsItIs() {
        from.parts("checkpoints/step-10").remove("state.json");
        from.damage(NEWEST, "model.safetensors", 200);
        bring().unwrap();
        from.entries.forEach((key, parts) -> assertThat(to.entries.get(key)).as(key).containsExactlyEntriesOf(parts));
    }

    @Test
    void whatTwoVersionsOfAStorageListAtOnePlaceIsNotWritten() {
        to.entries.putAll(from.entries);
        CheckpointCopy samePlace = new CheckpointCopy(true);
        to.damage(NEWEST, "model.safetensors", 200);
        for (long step : samePlace.steps(from).unwrap()) {
            samePlace.bring(step, from, to).unwrap();
        }
        assertThat(to.written).isEmpty();
        assertThat(samePlace.wrote()).isFalse();
    }
}
