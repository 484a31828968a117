package org.athanor.optimizer.adamw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Optimizer.Update;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.plugin.ProblemException;
import org.athanor.torch.Seeds;
import org.athanor.torch.Torch;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdamWTest {

    private static final double RATE = 0.01;

    private final AdamW optimizer = new AdamW(0.9, 0.95, 1e-8, 0.1);
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
    void followsTheFormulaOfThePaper() {
        Tensor value = random(1, 5, 3);
        Tensor plain = random(2, 7);
        double[] expected = {value.select(0, 1).select(0, 2).item_double(), plain.select(0, 3).item_double()};
        double[] mean = new double[2];
        double[] squares = new double[2];
        Map<String, Tensor> state = zeros(value);
        Map<String, Tensor> plainState = zeros(plain);
        for (int step = 1; step <= 5; step++) {
            Tensor gradient = random(10 + step, 5, 3);
            Tensor plainGradient = random(20 + step, 7);
            optimizer.apply(RATE, List.of(new Update(spec(true, value), value, gradient, state, step),
                    new Update(spec(false, plain), plain, plainGradient, plainState, step)));
            double[] g = {gradient.select(0, 1).select(0, 2).item_double(), plainGradient.select(0, 3).item_double()};
            for (int i = 0; i < 2; i++) {
                mean[i] = 0.9 * mean[i] + 0.1 * g[i];
                squares[i] = 0.95 * squares[i] + 0.05 * g[i] * g[i];
                expected[i] -= i == 0 ? RATE * 0.1 * expected[i] : 0;
                expected[i] -= RATE * (mean[i] / (1 - Math.pow(0.9, step)))
                        / (Math.sqrt(squares[i] / (1 - Math.pow(0.95, step))) + 1e-8);
            }
        }
        assertThat(value.select(0, 1).select(0, 2).item_double()).isCloseTo(expected[0], within(1e-6));
        assertThat(plain.select(0, 3).item_double()).isCloseTo(expected[1], within(1e-6));
        assertThat(state(state, "exp_avg").select(0, 1).select(0, 2).item_double()).isCloseTo(mean[0], within(1e-6));
        assertThat(state(plainState, "exp_avg_sq").select(0, 3).item_double()).isCloseTo(squares[1], within(1e-6));
    }

    @Test
    void givesTheSameBitsHoweverParametersAreGrouped() {
        List<Update> together = updates();
        List<Update> apart = updates();
        for (int step = 0; step < 3; step++) {
            optimizer.apply(RATE, together);
            for (Update update : apart) {
                optimizer.apply(RATE, List.of(update));
            }
        }
        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i).value().equal(apart.get(i).value())).isTrue();
            assertThat(state(together.get(i).state(), "exp_avg_sq").equal(state(apart.get(i).state(), "exp_avg_sq")))
                    .isTrue();
        }
    }

    @Test
    void takesAGradientThatLiesOtherwiseInMemory() {
        Tensor gradient = random(3, 4, 6);
        Tensor first = random(1, 4, 6);
        Tensor second = first.clone();
        optimizer.apply(RATE, List.of(new Update(spec(true, first), first, gradient, zeros(first), 1)));
        optimizer.apply(RATE, List.of(new Update(spec(true, second), second, gradient.t().contiguous().t(),
                zeros(second), 1)));
        assertThat(first.equal(second)).isTrue();
    }

    @Test
    void writesToParametersThatRequireAGradient() {
        Tensor value = random(1, 3).set_requires_grad(true);
        Tensor before = value.detach().clone();
        optimizer.apply(RATE, List.of(new Update(spec(false, value), value, torch.ones(3), zeros(value), 1)));
        assertThat(value.detach().equal(before)).isFalse();
        assertThat(value.is_leaf()).isTrue();
        optimizer.apply(RATE, List.of());
    }

    @Test
    void leavesNoNativeMemoryBehind() {
        List<Update> updates = updates();
        long before = Pointer.totalCount();
        for (int i = 0; i < 20; i++) {
            optimizer.apply(RATE, updates);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void declaresStateOfTheShapeOfTheParameter() {
        assertThat(optimizer.state(spec(true, random(1, 5, 3))))
                .isEqualTo(Map.of("exp_avg", List.of(5L, 3L), "exp_avg_sq", List.of(5L, 3L)));
        assertThat(optimizer.elementwise()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 0.95, 1e-8, 0, beta1", "0.9, -0.1, 1e-8, 0, beta2", "0.9, 0.9, 0, 0, epsilon",
        "0.9, 0.9, 1e-8, -1, weight_decay", "NaN, 0.9, 1e-8, 0, beta1"})
    void refusesValuesOutOfRange(double beta1, double beta2, double epsilon, double decay, String key) {
        assertThatThrownBy(() -> new AdamW(beta1, beta2, epsilon, decay)).isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("optimizer." + key + ": " + key + " is ");
    }

    private static List<Update> updates() {
        List<Update> updates = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Tensor value = random(i, 5 + i, 7);
            updates.add(new Update(spec(i % 2 == 0, value), value, random(100 + i, 5 + i, 7), zeros(value), 1 + i / 3));
        }
        return updates;
    }

    private static Map<String, Tensor> zeros(Tensor value) {
        return Map.of("exp_avg", torch.zeros_like(value), "exp_avg_sq", torch.zeros_like(value));
    }

    private static Tensor state(Map<String, Tensor> all, String name) {
        return Optional.ofNullable(all.get(name)).orElseThrow();
    }

    private static ParameterSpec spec(boolean decay, Tensor value) {
        return new ParameterSpec("p", org.athanor.torch.Tensors.shape(value), new Initialisation.Zeros(),
                ParameterSpec.Role.OTHER, decay);
    }

    private static Tensor random(long seed, long... shape) {
        return torch.randn(shape, new GeneratorOptional(Seeds.generator(seed)), new TensorOptions());
    }
}
