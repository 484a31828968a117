package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.model.Patch.Leaving;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SwapPolicy;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Scale;
import org.athanor.training.state.ModelState;
import org.athanor.training.testing.HeldStorage;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two adapters train side by side, and one of them leaves while the other trains on. */
class AdaptersTest {

    private static final long STYLE = 5;
    private static final SwapPolicy POLICY = SwapPolicy.standard().withShadow(0).withProbation(0);

    @TempDir
    private Path folder;

    private Map<String, Object> plugins(boolean style) {
        Map<String, Object> plugins = new LinkedHashMap<>(SmallPlugins.base(new Causal(), new TinyModel.Momentum()));
        plugins.put("storage:held", new HeldStorage(folder));
        if (style) {
            plugins.put("patcher:style", new Scale("style.mix", Leaving.MERGE));
        }
        plugins.put("patcher:facts", new Scale("facts.mix", Leaving.DROP));
        return plugins;
    }

    private static Checkpoint checkpoint(SmallSession session) {
        return session.barrier.call(() -> {
            new CheckpointWriter(session.host, session.training, SmallPlugins.LETTERS.vocabulary()).write().unwrap();
            return new Checkpoints(Content.storage(session.state.generation())).read(Optional.empty()).unwrap();
        });
    }

    private static void removeStyle(SmallSession session) {
        Exchange exchange = session.exchange("patcher:style", Optional.of(STYLE), Optional.empty(), POLICY).unwrap();
        exchange.commit().unwrap();
        exchange.drain().unwrap();
    }

    @Test
    void oneLeavesWithItsEffectAndTheOtherTrainsOn() throws Exception {
        try (SmallSession session = new SmallSession(folder, 1_000_000, plugins(true)).run(5)) {
            assertThat(session.training.updates().all()).isEqualTo(Map.of("style.mix", 5L, "facts.mix", 5L));
            ModelState before = session.training.model();
            Tensor merged = before.parameter("mix.weight").mul(before.parameter("style.mix").unsqueeze(1));
            Tensor facts = before.parameter("facts.mix").detach().clone();
            Tensor momentum = TinyModel.Momentum.in(before.optimizer("facts.mix")).clone();

            removeStyle(session);

            ModelState after = session.training.model();
            assertThat(after.parameter("mix.weight").equal(merged)).isTrue();
            assertThat(after.parameters()).doesNotContainKey("style.mix");
            assertThat(after.parameter("facts.mix").equal(facts)).isTrue();
            assertThat(TinyModel.Momentum.in(after.optimizer("facts.mix")).equal(momentum)).isTrue();
            assertThat(session.advance(10)).isEmpty();
            assertThat(after.parameter("mix.weight").equal(merged)).as("the base is frozen").isTrue();
            assertThat(after.parameter("facts.mix").equal(facts)).isFalse();
            assertThat(session.training.updates().all()).isEqualTo(Map.of("facts.mix", 10L));
        }
    }

    @Test
    void aRunOfBothGoesOnExactlyFromACheckpoint() throws Exception {
        Checkpoint withBoth;
        Checkpoint withOne;
        String untouched;
        try (SmallSession session = new SmallSession(folder, 1_000_000, plugins(true)).run(5)) {
            withBoth = checkpoint(session);
            assertThat(session.advance(7)).isEmpty();
            removeStyle(session);
            assertThat(session.advance(9)).isEmpty();
            withOne = checkpoint(session);
            assertThat(session.advance(12)).isEmpty();
            untouched = session.parameters();
        }
        assertThat(withBoth.patches()).containsExactly("style", "facts");
        try (SmallSession session = new SmallSession(folder, plugins(true), withBoth).run(7)) {
            removeStyle(session);
            assertThat(session.advance(12)).isEmpty();
            assertThat(session.parameters()).isEqualTo(untouched);
        }
        assertThat(withOne.patches()).containsExactly("facts");
        try (SmallSession session = new SmallSession(folder, plugins(false), withOne).run(12)) {
            assertThat(session.parameters()).isEqualTo(untouched);
        }
    }
}
