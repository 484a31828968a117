package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.ParameterSpec;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class InitialiserTest {

    @Test
    void drawsFromTheDeclaredDistributions() {
        Tensor normal = Initialiser.create(spec("a", new Initialisation.Normal(0.02)), 1);
        assertThat(normal.mean().item_double()).isCloseTo(0, within(0.001));
        assertThat(normal.std(true).item_double()).isCloseTo(0.02, within(0.001));
        Tensor uniform = Initialiser.create(spec("a", new Initialisation.Uniform(0.5)), 1);
        assertThat(uniform.min().item_double()).isBetween(-0.5, -0.49);
        assertThat(uniform.max().item_double()).isBetween(0.49, 0.5);
        assertThat(Initialiser.create(spec("a", new Initialisation.Zeros()), 1).abs().sum().item_double()).isZero();
        assertThat(Initialiser.create(spec("a", new Initialisation.Ones()), 1).mean().item_double()).isEqualTo(1);
        assertThat(normal.scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(normal.requires_grad()).isFalse();
    }

    @Test
    void dependsOnSeedAndNameAlone() {
        Tensor value = Initialiser.create(spec("a", new Initialisation.Normal(1)), 1);
        Initialiser.create(spec("b", new Initialisation.Normal(1)), 1);
        assertThat(value.equal(Initialiser.create(spec("a", new Initialisation.Normal(1)), 1))).isTrue();
        assertThat(value.equal(Initialiser.create(spec("b", new Initialisation.Normal(1)), 1))).isFalse();
        assertThat(value.equal(Initialiser.create(spec("a", new Initialisation.Normal(1)), 2))).isFalse();
    }

    @Test
    void outlivesTheScopeInWhichItWasCreated() {
        Tensor value;
        try (PointerScope scope = new PointerScope()) {
            value = Initialiser.create(spec("a", new Initialisation.Ones()), 1);
        }
        assertThat(value.isNull()).isFalse();
        assertThat(value.sum().item_double()).isEqualTo(100 * 50);
        value.close();
        assertThat(value.isNull()).isTrue();
    }

    private static ParameterSpec spec(String name, Initialisation initialisation) {
        return new ParameterSpec(name, List.of(100L, 50L), initialisation, ParameterSpec.Role.OTHER, true);
    }
}
