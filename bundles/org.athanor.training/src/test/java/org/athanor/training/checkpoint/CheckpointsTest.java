package org.athanor.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.athanor.api.data.Split;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.work.Place.Filled;
import org.athanor.torch.Digest;
import org.athanor.torch.Torch;
import org.athanor.training.config.Schedule;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.DataMark;
import org.athanor.training.data.DataMarks;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.testing.HeldStorage;
import org.athanor.training.testing.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read is what was written, or it is told. */
public class CheckpointsTest {

    @TempDir
    Path scratch;

    /** Makes a checkpoint whose tensors and numbers follow from its arguments. */
    public static Checkpoint checkpoint(long step, double loss, Filled... more) {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, Map.of()).unwrap();
        ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), step,
                Torch.device("cpu"));
        Progress progress = new Progress(step, step * 7, new Cursor(2, 1, 3, 5), loss, Double.NaN,
                new Progress.Settings(100, new Schedule("cosine", 1.0 / 3, 1e-17, 4), 0.7, 10, 20));
        return new Checkpoint(progress, state, Map.of("mix.weight", step), List.of("lora"),
                new Vocabulary("bytes", 256, "abc", OptionalInt.of(255)),
                Stream.concat(Stream.of(new Filled("tokenizer", "tokenizer", "byte",
                        new BundleRef("org.athanor.tokenizer.byte", "0.1.0", ""), Map.of("spaces", true))),
                        Stream.of(more)).toList(),
                Map.of("logger:jsonl", new StateSnapshot("jsonl.offset", 1, "{\"bytes\":12}")),
                new DataMarks("data:text 0.1.0", Map.of(Split.TRAINING, new DataMark(70, "o",
                        new TreeMap<>(Map.of(7L, "a", 64L, "b"))))));
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        HeldStorage storage = new HeldStorage(scratch);
        Checkpoint written = checkpoint(40, 0.1 + 0.2);
        assertThat(new Checkpoints(storage).write(written, 3).unwrap().key()).isEqualTo("checkpoints/step-40");
        Checkpoint read = new Checkpoints(storage).read(Optional.empty()).unwrap();
        assertThat(read.progress()).isEqualTo(written.progress());
        assertThat(read.patches()).isEqualTo(written.patches());
        assertThat(read.vocabulary()).isEqualTo(written.vocabulary());
        assertThat(read.states()).isEqualTo(written.states());
        assertThat(read.data()).isEqualTo(written.data());
        assertThat(read.updates()).isEqualTo(written.updates());
        assertThat(Digest.parametersSha256(read.model().parameters()))
                .isEqualTo(Digest.parametersSha256(written.model().parameters()));
        assertThat(TinyModel.Momentum.in(read.model().optimizer("mix.weight"))
                .equal(TinyModel.Momentum.in(written.model().optimizer("mix.weight")))).isTrue();
        assertThat(read.slots()).singleElement().satisfies(plugin ->
                assertThat(plugin.kind() + ":" + plugin.plugin() + " " + plugin.bundle().version())
                        .isEqualTo("tokenizer:byte 0.1.0"));
    }

    @Test
    void marksOfTheDataAreWrittenInOneOrder() {
        assertThat(StateJson.write(checkpoint(1, 1), Map.of()).toString()).contains("\"data\":{\"source\":"
                + "\"data:text 0.1.0\",\"training\":{\"records\":70,\"outline\":\"o\","
                + "\"sha256\":{\"7\":\"a\",\"64\":\"b\"}}}");
    }

    @Property
    void numbersReadBackBitIdentical(@ForAll double loss) {
        Checkpoint written = checkpoint(1, loss);
        Checkpoint read = StateJson.read(StateJson.parse(StateJson.write(written, Map.of()).toString()),
                ModelState.empty());
        double expected = Double.isFinite(loss) ? loss : Double.NaN;
        // JSON has one zero.
        assertThat(Double.doubleToLongBits(read.progress().trainLoss() + 0.0))
                .isEqualTo(Double.doubleToLongBits(expected + 0.0));
    }

    @Test
    void keepsTheNewestAndReadsTheOneAskedFor() {
        HeldStorage storage = new HeldStorage(scratch);
        Checkpoints checkpoints = new Checkpoints(storage);
        for (long step : new long[] {5, 10, 15, 100}) {
            checkpoints.write(checkpoint(step, 1), 3).unwrap();
        }
        assertThat(storage.entries).containsOnlyKeys("checkpoints/step-10", "checkpoints/step-15",
                "checkpoints/step-100");
        assertThat(checkpoints.read(Optional.empty()).unwrap().progress().step()).isEqualTo(100);
        assertThat(checkpoints.read(Optional.of(15L)).unwrap().progress().step()).isEqualTo(15);
        assertThat(checkpoints.read(Optional.of(16L)).failure().orElseThrow().message())
                .contains("no checkpoint of step 16").contains("[10, 15, 100]");
    }

    @Test
    void whatWasJustWrittenStaysThoughThereAreLaterSteps() {
        HeldStorage storage = new HeldStorage(scratch);
        Checkpoints checkpoints = new Checkpoints(storage);
        for (long step : new long[] {20, 30, 10}) {
            checkpoints.write(checkpoint(step, 1), 1).unwrap();
        }
        assertThat(storage.entries).containsKey("checkpoints/step-10");
        assertThat(checkpoints.after(10).unwrap()).containsExactly(30L);
        checkpoints.delete(checkpoints.after(10).unwrap()).unwrap();
        assertThat(storage.entries).containsOnlyKeys("checkpoints/step-10");
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeItOffered() {
        HeldStorage storage = new HeldStorage(scratch);
        Checkpoints checkpoints = new Checkpoints(storage);
        checkpoints.write(checkpoint(5, 1), 3).unwrap();
        checkpoints.write(checkpoint(10, 1), 3).unwrap();
        for (String part : List.of("model.safetensors", "optimizer.safetensors")) {
            int at = storage.bytes("checkpoints/step-10", part).length - 3;
            storage.damage("checkpoints/step-10", part, at);
            assertThat(checkpoints.read(Optional.empty()).failure().orElseThrow().message())
                    .contains("checkpoints/step-10").contains(part).contains("--set resume.step=5");
            storage.damage("checkpoints/step-10", part, at);
        }
        storage.damage("checkpoints/step-10", "state.json", 0);
        assertThat(checkpoints.read(Optional.empty()).failure().orElseThrow().message())
                .contains("checkpoints/step-10").contains("damaged").contains("--set resume.step=5");
    }

    @Test
    void aRunWithoutCheckpointsSaysSo() {
        assertThat(new Checkpoints(new HeldStorage(scratch)).read(Optional.empty()).failure().orElseThrow().message())
                .contains("the run has no checkpoint");
    }
}
