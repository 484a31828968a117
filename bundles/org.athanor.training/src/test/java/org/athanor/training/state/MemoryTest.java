package org.athanor.training.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.testing.TinyModel;
import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void aModelThatCannotFitIsToldWithItsSizeAndTheLimit() {
        ComposedModel model = ComposedModel.compose(new TinyModel(), 1 << 30, new LinkedHashMap<>()).unwrap();
        String problem = Memory.tooSmall(model, new TinyModel.Momentum(), 1L << 30).orElseThrow().message();
        assertThat(problem).matches("model: the model has \\d+ parameters, which take \\d+\\.\\d GiB with "
                + "gradients and optimizer state; there are 1\\.0; make it smaller: fewer layers, less width");
        assertThat(Memory.tooSmall(model, new TinyModel.Momentum(), 1L << 50)).isEmpty();
        assertThat(Memory.ofMachine()).isGreaterThan(1L << 28);
    }
}
