package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.athanor.api.model.Loss;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GradientsTest {

    private PointerScope scope;

    @BeforeEach
    void open() {
        Torch.initialise();
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void agreesWithFiniteDifferences() {
        Tensor x = random(1, 4, 3).to(ScalarType.Double);
        Tensor weight = random(2, 5, 3).to(ScalarType.Double).set_requires_grad(true);
        Tensor gradient = Gradients.of(loss(value(x, weight)), List.of(weight)).get(0);
        double h = 1e-6;
        try (NoGradGuard guard = new NoGradGuard()) {
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 3; j++) {
                    Tensor element = weight.select(0, i).select(0, j);
                    element.add_(new Scalar(h));
                    double up = value(x, weight).item_double();
                    element.sub_(new Scalar(2 * h));
                    double down = value(x, weight).item_double();
                    element.add_(new Scalar(h));
                    assertThat(gradient.select(0, i).select(0, j).item_double())
                            .isCloseTo((up - down) / (2 * h), within(1e-6));
                }
            }
        }
        assertThat(weight.grad().defined()).as("nothing accumulates").isFalse();
    }

    @Test
    void givesZerosForWhatTheLossDoesNotUse() {
        Tensor used = random(1, 2, 3).set_requires_grad(true);
        Tensor unused = random(2, 4).set_requires_grad(true);
        List<Tensor> gradients = Gradients.of(loss(used.sum()), List.of(used, unused));
        assertThat(gradients.get(0).equal(torch.ones_like(used))).isTrue();
        assertThat(gradients.get(1).equal(torch.zeros_like(unused))).isTrue();
    }

    @Test
    void givesZerosWhenNothingThatCountsRequiresAGradient() {
        Tensor parameter = random(1, 3).set_requires_grad(true);
        Tensor frozen = random(2, 3);
        List<Tensor> gradients = Gradients.of(new Loss(frozen.sum(),
                List.of(new Loss.Root(frozen, torch.ones_like(frozen)))), List.of(parameter));
        assertThat(gradients.get(0).equal(torch.zeros_like(parameter))).isTrue();
        assertThat(Gradients.of(new Loss(frozen.sum(), List.of()), List.of())).isEmpty();
    }

    @Test
    void addsTheGradientOfARootThatIsItselfAParameter() {
        Tensor weight = random(1, 4, 3).set_requires_grad(true);
        Tensor hidden = torch.tanh(weight);
        Tensor direct = random(2, 4, 3);
        Tensor through = random(3, 4, 3);
        Tensor expected = direct.add(through.mul(torch.ones_like(weight).sub(hidden.detach().pow(new Scalar(2)))));
        Loss loss = new Loss(hidden.sum(), List.of(new Loss.Root(hidden, through), new Loss.Root(weight, direct)));
        Tensor gradient = Gradients.of(loss, List.of(weight)).get(0);
        assertThat(gradient.sub(expected).abs().max().item_double()).isLessThan(1e-6);
        assertThat(weight.grad().defined()).isFalse();
        assertThat(Gradients.of(new Loss(weight.sum(), List.of(new Loss.Root(weight, direct))), List.of(weight))
                .get(0).equal(direct)).isTrue();
    }

    @Test
    void givesEveryThreadTheBitsOfASequentialRun() throws Exception {
        Tensor weight = random(1, 32, 32).set_requires_grad(true);
        Tensor second = random(2, 32, 32).set_requires_grad(true);
        List<Tensor> parameters = List.of(weight, second);
        List<String> sequential = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            sequential.add(digest(parameters, i));
        }
        var pool = Executors.newFixedThreadPool(4);
        try {
            List<String> concurrent = new ArrayList<>();
            for (Future<String> future : pool.invokeAll(IntStream.range(0, 16)
                    .<Callable<String>>mapToObj(i -> () -> digest(parameters, i)).toList())) {
                concurrent.add(future.get());
            }
            assertThat(concurrent).isEqualTo(sequential).doesNotHaveDuplicates();
        } finally {
            pool.shutdown();
        }
    }

    private static String digest(List<Tensor> parameters, int i) {
        Torch.useOneThread();
        try (PointerScope scope = new PointerScope()) {
            Tensor x = random(100 + i, 64, 32);
            Tensor value = torch.tanh(torch.linear(torch.tanh(torch.linear(x, parameters.get(0))), parameters.get(1)))
                    .pow(new Scalar(2)).mean();
            List<Tensor> gradients = Gradients.of(loss(value), parameters);
            return Digest.parametersSha256(java.util.Map.of("a", gradients.get(0), "b", gradients.get(1)));
        }
    }

    private static Tensor value(Tensor x, Tensor weight) {
        return torch.tanh(torch.linear(x, weight)).pow(new Scalar(2)).sum();
    }

    private static Loss loss(Tensor value) {
        return new Loss(value, List.of(new Loss.Root(value, torch.ones_like(value))));
    }

    private static Tensor random(long seed, long... shape) {
        return torch.randn(shape, new GeneratorOptional(Seeds.generator(seed)), new TensorOptions());
    }
}
