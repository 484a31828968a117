package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.torch.Torch;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.loop.TextGenerator.Request;
import org.athanor.training.state.ModelState;
import org.athanor.training.testing.Letters;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextGeneratorTest {

    private static final Tokenizer LETTERS = new Letters();

    private static String generate(String tokens) {
        Device device = Torch.device("cpu");
        ComposedModel model = ComposedModel.compose(new TinyModel(), 11, Map.of()).unwrap();
        try (ModelState state = ModelState.empty().fitted(Map.of(), model, new TinyModel.Momentum(), 5, device)) {
            return TextGenerator.generate(model, state.parameters(), LETTERS, device,
                    Request.of(Map.of("prompt", "abc", "tokens", tokens)));
        }
    }

    @Test
    void writesAsManyTokensAsItIsAskedFor() {
        assertThat(generate("5")).hasSize(8).startsWith("abc");
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> generate("100000")).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("it was interrupted after 0 of 100000 tokens");
        } finally {
            Thread.interrupted();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "tokens | 100001 | a whole number from 1 to 100000", "tokens | 0 | a whole number from 1 to 100000",
        "tokens | 1.5 | a whole number from 1 to 100000", "tokens | 4294967297 | a whole number from 1 to 100000",
        "top_k | 4294967297 | a whole number from 0 to 2147483647",
        "temperature | NaN | a finite number of at least 0", "temperature | 1e999 | a finite number of at least 0"})
    void whatIsOutOfItsRangeIsRefusedWithTheRange(String argument, String value, String range) {
        assertThatThrownBy(() -> Request.of(Map.of(argument, value))).hasMessage("generate: '" + value
                + "' is no value for " + argument + "; give it " + range);
    }

    @Test
    void aSeedIsTakenExactly() {
        assertThat(Request.of(Map.of("seed", "9007199254740993")).seed()).isEqualTo(9007199254740993L);
    }
}
