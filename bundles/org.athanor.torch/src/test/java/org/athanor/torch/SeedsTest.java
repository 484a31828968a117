package org.athanor.torch;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class SeedsTest {

    @Test
    void isTheSameFunctionForEver() {
        assertThat(Seeds.of(0, "")).isEqualTo(2558736989570252433L);
        assertThat(Seeds.of(1337, "parameter:tokens.weight")).isEqualTo(7902252529978173348L);
        assertThat(Seeds.of(1337, "dropout:blocks.0.mlp", 17, 3)).isEqualTo(-5142237825825414099L);
        assertThat(Seeds.of(-1, "größe", Long.MIN_VALUE)).isEqualTo(608288962167713648L);
    }

    @Property(tries = 200)
    void dependsOnEveryPart(@ForAll long seed, @ForAll String purpose, @ForAll long first, @ForAll long second) {
        long value = Seeds.of(seed, purpose, first, second);
        assertThat(Seeds.of(seed + 1, purpose, first, second)).isNotEqualTo(value);
        assertThat(Seeds.of(seed, purpose + "x", first, second)).isNotEqualTo(value);
        assertThat(Seeds.of(seed, purpose, first ^ 1, second)).isNotEqualTo(value);
        assertThat(Seeds.of(seed, purpose, first, second + 1)).isNotEqualTo(value);
        assertThat(Seeds.of(seed, purpose, first)).isNotEqualTo(value);
    }

    @Test
    void flipsAboutHalfOfTheBits() {
        int flipped = 0;
        for (int step = 0; step < 1000; step++) {
            flipped += Long.bitCount(Seeds.of(1, "data", step) ^ Seeds.of(1, "data", step + 1));
        }
        assertThat(flipped / 1000.0).isBetween(30.0, 34.0);
    }

    @Test
    void givesGeneratorsOfTheirOwn() {
        Torch.initialise();
        try (PointerScope scope = new PointerScope()) {
            var first = torch.rand(new long[] {5}, new GeneratorOptional(Seeds.generator(7)),
                    new TensorOptions());
            torch.rand(3);
            var second = torch.rand(new long[] {5}, new GeneratorOptional(Seeds.generator(7)),
                    new TensorOptions());
            assertThat(first.equal(second)).isTrue();
        }
    }
}
