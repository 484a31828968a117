package org.athanor.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.athanor.api.model.Objective;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.threads.HangException;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.torch.Digest;
import org.athanor.torch.Torch;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.Rows;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.UpdateCounts;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class StepperTest {

    private static final Objective CAUSAL = (scope, batch) ->
            scope.loss(scope.hidden(batch.inputs()), batch.targets(), batch.weight());

    private static final UpdateCounts NONE = new UpdateCounts(Map.of(), Set.of(), 0);

    private record Outcome(String sha256, double loss, double gradientNorm) {
    }

    private static Rows rows(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] inputs = random.longs(count * 6L, 0, 11).toArray();
        return new Rows(inputs, random.longs(count * 6L, 0, 11).toArray(), count, 6, Cursor.START);
    }

    private static Outcome train(int workers, int batch, int microBatch, int steps, double clip, Objective objective) {
        Device device = Torch.device("cpu");
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        TinyModel.Momentum optimizer = new TinyModel.Momentum();
        ModelState state = ModelState.empty().fitted(Map.of(), model, optimizer, 5, device);
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(workers, Torch::useOneThread))) {
            StepResult result = new StepResult(0, 0);
            Stepper stepper = new Stepper(model, objective, optimizer, threads, state, device);
            UpdateCounts updates = new UpdateCounts(Map.of(), Set.copyOf(stepper.trainedNames()), 0);
            for (int step = 0; step < steps; step++) {
                result = stepper.run(rows(step, batch), new Stepper.Inputs(5, step, microBatch, clip, 0.1),
                        updates, Guard.NONE);
                updates = updates.next();
            }
            return new Outcome(Digest.parametersSha256(state.parameters()), result.loss(), result.gradientNorm());
        }
    }

    @Property(tries = 8)
    void workersDoNotChangeABit(@ForAll @IntRange(min = 1, max = 4) int workers,
            @ForAll @IntRange(min = 1, max = 5) int microBatch) {
        assertThat(train(workers, 7, microBatch, 5, 1, CAUSAL)).isEqualTo(train(1, 7, microBatch, 5, 1, CAUSAL));
    }

    /** A step of eight micro-batches of which the last is smaller; it is cut before the given ones. */
    private static List<Object> gradients(int workers, List<Integer> cuts) {
        Device device = Torch.device("cpu");
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        TinyModel.Momentum optimizer = new TinyModel.Momentum();
        ModelState state = ModelState.empty().fitted(Map.of(), model, optimizer, 5, device);
        Rows rows = rows(3, 23);
        Stepper.Inputs inputs = new Stepper.Inputs(5, 0, 3, 0, 0.1);
        assertThat(Stepper.microBatches(rows, inputs)).isEqualTo(8);
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(workers, Torch::useOneThread))) {
            Stepper stepper = new Stepper(model, CAUSAL, optimizer, threads, state, device);
            SumTree<Double> loss = new SumTree<>(Double::sum);
            try (GradientSum sum = stepper.sum()) {
                List<Integer> ends = new ArrayList<>(cuts);
                ends.add(8);
                int from = 0;
                for (int to : ends) {
                    try (GradientSum part = stepper.sum()) {
                        loss.add(to - from, stepper.gradients(rows, inputs, from, to, part));
                        sum.add(to - from, part);
                    }
                    from = to;
                }
                Map<String, Tensor> total = new LinkedHashMap<>();
                sum.total().forEach(gradient -> total.put("gradient " + total.size(), gradient));
                return List.of(loss.total().orElseThrow(), sum.norm(), Digest.parametersSha256(total));
            }
        }
    }

    @Property(tries = 4, edgeCases = EdgeCasesMode.NONE)
    void partsOfAStepThatAreComputedAloneGiveTheSameBits(@ForAll @IntRange(min = 1, max = 4) int workers) {
        List<Object> whole = gradients(1, List.of());
        assertThat(List.of(List.of(4), List.of(4, 6), List.of(2, 4, 6), List.of(1, 2, 4))).allSatisfy(cuts ->
                assertThat(gradients(workers, cuts)).isEqualTo(whole));
    }

    @Test
    void microBatchesAreNormalisedByTokens() {
        Objective withoutDropout = (scope, batch) -> scope.loss(scope.embedding("tokens", batch.inputs()),
                batch.targets(), batch.weight());
        Outcome whole = train(1, 23, 23, 1, 0, withoutDropout);
        Outcome pieces = train(1, 23, 3, 1, 0, withoutDropout);
        assertThat(pieces.loss()).isCloseTo(whole.loss(), within(1e-6));
        assertThat(pieces.gradientNorm()).isCloseTo(whole.gradientNorm(), within(1e-6));
    }

    @Test
    void clippingChangesTheStepAndReportsTheNormBefore() {
        Outcome clipped = train(2, 4, 2, 1, 1e-3, CAUSAL);
        Outcome free = train(2, 4, 2, 1, 0, CAUSAL);
        assertThat(clipped.gradientNorm()).isEqualTo(free.gradientNorm()).isGreaterThan(1e-3);
        assertThat(clipped.sha256()).isNotEqualTo(free.sha256());
    }

    @Test
    void aLossThatIsNotFiniteUpdatesNothing() {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        Device device = Torch.device("cpu");
        ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, device);
        String before = Digest.parametersSha256(state.parameters());
        Objective broken = (scope, batch) -> scope.loss(scope.hidden(batch.inputs())
                .mul(new org.bytedeco.pytorch.Scalar(Double.NaN)), batch.targets(), batch.weight());
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(2, Torch::useOneThread))) {
            Stepper stepper = new Stepper(model, broken, new TinyModel.Momentum(), threads, state, device);
            assertThatThrownBy(() -> stepper.run(rows(1, 4), new Stepper.Inputs(5, 0, 2, 1, 0.1), NONE, Guard.NONE))
                    .isInstanceOf(NotFiniteException.class).hasMessageContaining("NaN");
        }
        assertThat(Digest.parametersSha256(state.parameters())).isEqualTo(before);
    }

    @Test
    void aStateFromWhichNothingGoodCanComeIsRuined() {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, Torch.device("cpu"));
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(1, Torch::useOneThread));
                PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            Stepper stepper = new Stepper(model, CAUSAL, new TinyModel.Momentum(), threads, state, Torch.device("cpu"));
            assertThat(stepper.ruin(Optional.of(rows(1, 2)))).isEmpty();
            state.parameters().values().forEach(value -> value.mul_(new Scalar(1e37)));
            assertThat(stepper.ruin(Optional.empty())).isEmpty();
            assertThat(stepper.ruin(Optional.of(rows(1, 2)))).hasValueSatisfying(what ->
                    assertThat(what).startsWith("the loss of the next rows is "));
            String trained = stepper.trainedNames().get(0);
            state.parameter(trained).mul_(new Scalar(1e37));
            assertThat(stepper.ruin(Optional.empty())).hasValueSatisfying(what ->
                    assertThat(what).contains("'" + trained + "'", "not finite"));
        }
    }

    @Test
    void aSpikeAndAnOptimizerThatFailsHalfWayUpdateNothingOnProbation() {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        Device device = Torch.device("cpu");
        ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, device);
        String before = Digest.parametersSha256(state.parameters());
        TinyModel.Momentum halfWay = new TinyModel.Momentum() {
            @Override
            public void apply(double learningRate, List<Update> updates) {
                super.apply(learningRate, updates.subList(0, 1));
                throw new IllegalStateException("half-way");
            }
        };
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(2, Torch::useOneThread))) {
            Stepper stepper = new Stepper(model, CAUSAL, halfWay, threads, state, device);
            Stepper.Inputs inputs = new Stepper.Inputs(5, 0, 2, 1, 0.1);
            assertThatThrownBy(() -> stepper.run(rows(1, 4), inputs, NONE, new Guard(0.5, true)))
                    .isInstanceOf(LossSpikeException.class).hasMessageContaining("above 0.5");
            assertThatThrownBy(() -> stepper.run(rows(1, 4), inputs, NONE, new Guard(100, true)))
                    .isInstanceOf(IllegalStateException.class).hasMessage("half-way");
            assertThat(Digest.parametersSha256(state.parameters())).isEqualTo(before);
            assertThatThrownBy(() -> stepper.run(rows(1, 4), inputs, NONE, Guard.NONE))
                    .isInstanceOf(TornUpdateException.class).hasMessageContaining("half-way");
        }
    }

    @Test
    void anUpdateThatIsTornByAnErrorIsSaidToBe() {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        Device device = Torch.device("cpu");
        ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, device);
        TinyModel.Momentum halfWay = new TinyModel.Momentum() {
            @Override
            public void apply(double learningRate, List<Update> updates) {
                super.apply(learningRate, updates.subList(0, 1));
                throw new OutOfMemoryError("no native memory");
            }
        };
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(2, Torch::useOneThread))) {
            Stepper stepper = new Stepper(model, CAUSAL, halfWay, threads, state, device);
            assertThatThrownBy(() -> stepper.run(rows(1, 4), new Stepper.Inputs(5, 0, 2, 1, 0.1), NONE, Guard.NONE))
                    .isInstanceOf(TornUpdateException.class).hasMessageContaining("no native memory")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void workingOnCopiesDoesNotChangeABit() {
        Device device = Torch.device("cpu");
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        List<String> hashes = new ArrayList<>();
        for (boolean onCopies : new boolean[] {false, true}) {
            ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, device);
            try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(2, Torch::useOneThread))) {
                Stepper stepper = new Stepper(model, CAUSAL, new TinyModel.Momentum(), threads, state, device);
                for (int step = 0; step < 3; step++) {
                    stepper.run(rows(step, 4), new Stepper.Inputs(5, step, 2, 1, 0.1), NONE, new Guard(100, onCopies));
                }
            }
            hashes.add(Digest.parametersSha256(state.parameters()));
        }
        assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
    }

    @Test
    void codeThatHangsIsGivenUp() {
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(2, Torch::useOneThread))) {
            threads.bound(50);
            CountDownLatch never = new CountDownLatch(1);
            assertThatThrownBy(() -> threads.all(List.of(() -> {
                never.await();
                return 1;
            }))).isInstanceOf(HangException.class);
        }
    }

    @Test
    void aSpikeIsFarAboveTheLossesBefore() {
        LossWatch losses = new LossWatch();
        for (int step = 0; step < 9; step++) {
            losses.saw(3 + 0.1 * (step % 3));
        }
        assertThat(losses.largest()).isInfinite();
        losses.saw(3);
        assertThat(losses.largest()).isBetween(3.5, 6.0);
    }

    @Test
    void aPluginThatThrowsUpdatesNothing() {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>()).unwrap();
        Device device = Torch.device("cpu");
        ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, device);
        String before = Digest.parametersSha256(state.parameters());
        Objective broken = (scope, batch) -> {
            throw new IllegalStateException("out of ideas");
        };
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(2, Torch::useOneThread))) {
            Stepper stepper = new Stepper(model, broken, new TinyModel.Momentum(), threads, state, device);
            assertThatThrownBy(() -> stepper.run(rows(1, 4), new Stepper.Inputs(5, 0, 2, 1, 0.1), NONE, Guard.NONE))
                    .isInstanceOf(IllegalStateException.class).hasMessage("out of ideas");
        }
        assertThat(Digest.parametersSha256(state.parameters())).isEqualTo(before);
    }

    @Property
    void slicesCoverEveryElementOnceWhateverTheSizes(@ForAll List<@IntRange(min = 0, max = 2_000_000) Integer> sizes) {
        long[] covered = new long[sizes.size()];
        for (List<WorkUnits.Slice> unit : WorkUnits.of(sizes.stream().map(Integer::longValue).toList(), true)) {
            assertThat(unit.stream().mapToLong(WorkUnits.Slice::length).sum()).isBetween(1L, WorkUnits.ELEMENTS);
            for (WorkUnits.Slice slice : unit) {
                assertThat(slice.start()).isEqualTo(covered[slice.parameter()]);
                covered[slice.parameter()] += slice.length();
            }
        }
        for (int i = 0; i < covered.length; i++) {
            assertThat(covered[i]).isEqualTo(sizes.get(i).longValue());
        }
    }
}
