package org.athanor.patcher.chunkedloss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Loss;
import org.athanor.api.model.LossOperation;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.model.Scope;
import org.athanor.api.plugin.ProblemException;
import org.athanor.torch.Gradients;
import org.athanor.torch.Operations;
import org.athanor.torch.Seeds;
import org.athanor.torch.Torch;
import org.athanor.torch.testing.PlainScope;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class ChunkedLossTest {

    @Property(tries = 60)
    void agreesWithTheFullCrossEntropy(@ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 9) int time, @ForAll @IntRange(min = 1, max = 40) int vocabulary,
            @ForAll @IntRange(min = 1, max = 17) int width, @ForAll @IntRange(min = 1, max = 50) int chunk,
            @ForAll @DoubleRange(min = 0, max = 1) double ignored,
            @ForAll @DoubleRange(min = 0.01, max = 9) double spread) {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            Tensor source = random(1, rows, time, width).set_requires_grad(true);
            Tensor head = random(2, vocabulary, width).mul_(new Scalar(spread)).set_requires_grad(true);
            Tensor targets = torch.randint(0, vocabulary, new long[] {rows, time},
                    new GeneratorOptional(Seeds.generator(3)), new TensorOptions(ScalarType.Long));
            targets.masked_fill_(random(4, rows, time).sigmoid_().lt(new Scalar(ignored)),
                    new Scalar(LossOperation.IGNORED));
            Tensor hidden = torch.tanh(source);
            Tensor again = torch.tanh(source);
            Loss full = Operations.loss(hidden, head, targets, 0.01, true);
            Loss chunked = new ChunkedLoss(chunk).apply(scope(head, true), again, targets, 0.01);
            assertThat(chunked.roots()).hasSize(2);
            double value = full.value().item_double();
            assertThat(chunked.value().item_double()).isCloseTo(value, within(1e-6 * Math.max(Math.abs(value), 0.01)));
            List<Tensor> expected = Gradients.of(full, List.of(source, head));
            List<Tensor> actual = Gradients.of(chunked, List.of(source, head));
            for (int i = 0; i < 2; i++) {
                double size = Math.max(expected.get(i).abs().max().item_double(), 1e-3);
                assertThat(actual.get(i).sub(expected.get(i)).abs().max().item_double()).isLessThan(1e-5 * size);
            }
        }
    }

    @Test
    void addsTheGradientOfATiedHead() {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            Tensor table = random(1, 13, 6).set_requires_grad(true);
            Tensor ids = torch.randint(13, new long[] {2, 5}).to(ScalarType.Long);
            Tensor targets = torch.randint(13, new long[] {2, 5}).to(ScalarType.Long);
            Loss full = Operations.loss(torch.embedding(table, ids), table, targets, 0.1, true);
            Loss chunked = new ChunkedLoss(3).apply(scope(table, true), torch.embedding(table, ids), targets, 0.1);
            Tensor expected = Gradients.of(full, List.of(table)).get(0);
            Tensor actual = Gradients.of(chunked, List.of(table)).get(0);
            assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(1e-5);
        }
    }

    @Test
    void computesNoGradientThatNobodyWants() {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            Tensor head = random(1, 13, 6).set_requires_grad(true);
            Tensor hidden = random(2, 2, 3, 6);
            Tensor targets = torch.zeros(2, 3).to(ScalarType.Long);
            assertThat(new ChunkedLoss(2).apply(scope(head, false), hidden, targets, 1).roots()).isEmpty();
            assertThat(new ChunkedLoss(2).apply(scope(head, true), hidden, targets, 1).roots())
                    .extracting(Loss.Root::tensor).containsExactly(head);
            head.set_requires_grad(false);
            hidden.set_requires_grad(true);
            Loss loss = new ChunkedLoss(2).apply(scope(head, true), hidden, targets, 1);
            assertThat(loss.roots()).extracting(Loss.Root::tensor).containsExactly(hidden);
            assertThat(loss.value().requires_grad()).isFalse();
        }
    }

    @Test
    void keepsTheLossOfTargetsWhoseProbabilityVanishes() {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            Tensor head = torch.tensor(new float[] {0f, 500f, 100f}).view(3, 1);
            Tensor hidden = torch.ones(1, 3, 1);
            Tensor targets = torch.tensor(new long[] {0, 1, 2}).view(1, 3);
            Loss loss = new ChunkedLoss(1).apply(scope(head, true), hidden, targets, 1);
            assertThat(loss.value().item_double()).isCloseTo(500 + 0 + 400, within(1e-3));
        }
    }

    @Test
    void letsNotANumberThrough() {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            Tensor hidden = torch.ones(1, 3, 2).mul_(new Scalar(Double.NaN));
            Loss loss = new ChunkedLoss(2).apply(scope(random(1, 5, 2), true), hidden,
                    torch.zeros(1, 3).to(ScalarType.Long), 1);
            assertThat(loss.value().item_double()).isNaN();
        }
    }

    @Test
    void neverHoldsTheFullLogits() throws Exception {
        Torch.initialise();
        long vocabulary = 60_000;
        long rows = 2_048;
        long full = rows * vocabulary * Float.BYTES;
        try (PointerScope memory = new PointerScope()) {
            Tensor head = random(1, vocabulary, 2).set_requires_grad(true);
            Tensor hidden = random(2, 1, rows, 2).set_requires_grad(true);
            Tensor targets = torch.zeros(1, rows).to(ScalarType.Long);
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicLong peak = new AtomicLong();
            long before = Pointer.physicalBytes();
            Thread watcher = new Thread(() -> {
                while (running.get()) {
                    peak.accumulateAndGet(Pointer.physicalBytes(), Math::max);
                }
            });
            watcher.start();
            Loss loss = new ChunkedLoss(64).apply(scope(head, true), hidden, targets, 1);
            running.set(false);
            watcher.join();
            assertThat(loss.roots()).hasSize(2);
            assertThat(peak.get()).isPositive().isLessThan(before + full / 2);
        }
    }

    @Test
    void leavesNothingBehindButItsResult() {
        Torch.initialise();
        try (PointerScope memory = new PointerScope()) {
            Scope scope = scope(random(1, 13, 6).set_requires_grad(true), true);
            Tensor hidden = random(2, 2, 3, 6).set_requires_grad(true);
            Tensor targets = torch.tensor(new long[] {0, 1, 2, -100, 4, 5}).view(2, 3);
            long before = Pointer.totalCount();
            for (int i = 0; i < 20; i++) {
                try (PointerScope step = new PointerScope()) {
                    new ChunkedLoss(2).apply(scope, hidden, targets, 1);
                }
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void interceptsTheLossAndNothingElse() {
        Patch patch = new ChunkedLossPatcher(16).patch(description(3, 2)).unwrap();
        assertThat(patch.aroundLoss((scope, hidden, targets, weight) -> {
            throw new AssertionError("the full loss is not asked");
        })).isEqualTo(new ChunkedLoss(16));
        assertThat(patch.parameters()).isEmpty();
        assertThat(patch.trains("anything")).isTrue();
    }

    @Test
    void refusesAnEmptyChunk() {
        assertThatThrownBy(() -> new ChunkedLossPatcher(0)).isInstanceOf(ProblemException.class)
                .hasMessage("chunkedloss.chunk: chunk is 0; it must be at least 1");
    }

    private static PlainScope scope(Tensor head, boolean training) {
        Architecture none = new Architecture() {
            @Override
            public ModelDescription describe(int vocabularySize) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Tensor hidden(Scope scope, Tensor ids) {
                throw new UnsupportedOperationException();
            }
        };
        return new PlainScope(none, description(head.size(0), head.size(1)), Map.of("head", head), List.of(), 0,
                training);
    }

    private static ModelDescription description(long vocabulary, long width) {
        return new ModelDescription("none", (int) vocabulary, 9, (int) width, "head", List.of(new ParameterSpec("head",
                List.of(vocabulary, width), new Initialisation.Zeros(), ParameterSpec.Role.OTHER, true)));
    }

    private static Tensor random(long seed, long... shape) {
        return torch.randn(shape, new GeneratorOptional(Seeds.generator(seed)), new TensorOptions());
    }
}
