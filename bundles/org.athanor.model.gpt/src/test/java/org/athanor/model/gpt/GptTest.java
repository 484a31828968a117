package org.athanor.model.gpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Loss;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.plugin.ProblemException;
import org.athanor.torch.Gradients;
import org.athanor.torch.Tensors;
import org.athanor.torch.Torch;
import org.athanor.torch.testing.PlainScope;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GptTest {

    private static final GptShape SMALL = new GptShape(2, 4, 16, 8, true, true);

    private PointerScope memory;

    @BeforeEach
    void open() {
        Torch.initialise();
        memory = new PointerScope();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void declaresTheParametersOfGpt2() {
        ModelDescription small = new GptShape(12, 12, 768, 1024, true, true).describe(50_257);
        assertThat(small.parameters().stream().mapToLong(ParameterSpec::elements).sum()).isEqualTo(124_439_808);
        assertThat(small.head()).isEqualTo("tokens.weight");
        assertThat(small.linears()).hasSize(48).contains("blocks.3.attn.qkv", "blocks.11.mlp.down");
        assertThat(small.parameter("blocks.0.attn.qkv.weight").orElseThrow().shape()).containsExactly(2304L, 768L);
        assertThat(small.parameters()).allSatisfy(spec ->
                assertThat(spec.decay()).as(spec.name()).isEqualTo(spec.shape().size() >= 2));
        assertThat(small.parameter("blocks.7.mlp.down.weight").orElseThrow().initialisation())
                .isEqualTo(new Initialisation.Normal(0.02 / Math.sqrt(24)));
    }

    @Test
    void leavesOutWhatIsSwitchedOff() {
        ModelDescription model = new GptShape(1, 1, 4, 8, false, false).describe(10);
        assertThat(model.parameters()).extracting(ParameterSpec::name).containsExactly("tokens.weight",
                "positions.weight", "blocks.0.norm1.weight", "blocks.0.attn.qkv.weight", "blocks.0.attn.out.weight",
                "blocks.0.norm2.weight", "blocks.0.mlp.up.weight", "blocks.0.mlp.down.weight", "norm.weight",
                "head.weight");
        assertThat(model.head()).isEqualTo("head.weight");
        assertThat(model.linears()).doesNotContain("head");
    }

    @Test
    void startsAtTheLossOfAUniformGuess() {
        PlainScope scope = scope(new Gpt(SMALL, 0, "gelu"));
        Tensor ids = torch.randint(50, new long[] {4, 8});
        Tensor targets = torch.randint(50, new long[] {4, 8});
        double loss = scope.loss(scope.hidden(ids), targets, 1.0 / 32).value().item_double();
        assertThat(loss).isCloseTo(Math.log(50), within(0.05));
    }

    @Test
    void looksAtThePastOnly() {
        PlainScope scope = scope(new Gpt(SMALL, 0, "gelu_tanh"));
        Tensor ids = torch.randint(50, new long[] {2, 8});
        Tensor before = scope.hidden(ids);
        assertThat(Tensors.shape(before)).isEqualTo(List.of(2L, 8L, 16L));
        ids.select(1, 7).fill_(new Scalar(3)).add_(new Scalar(1));
        Tensor after = scope.hidden(ids);
        assertThat(before.narrow(1, 0, 7).equal(after.narrow(1, 0, 7))).isTrue();
        assertThat(before.select(1, 7).equal(after.select(1, 7))).isFalse();
    }

    @Test
    void givesEveryParameterAGradient() {
        for (boolean tied : new boolean[] {true, false}) {
            Gpt gpt = new Gpt(new GptShape(2, 2, 8, 6, true, tied), 0.1, "gelu");
            PlainScope scope = scope(gpt);
            Tensor ids = torch.randint(50, new long[] {3, 6});
            Loss loss = scope.loss(scope.hidden(ids), ids, 1);
            List<String> names = scope.trainable();
            List<Tensor> gradients = Gradients.of(loss, names.stream().map(scope::parameter).toList());
            for (int i = 0; i < names.size(); i++) {
                assertThat(gradients.get(i).abs().sum().item_double()).as(names.get(i)).isPositive();
                assertThat(gradients.get(i).is_contiguous()).as(names.get(i)).isTrue();
            }
        }
    }

    @Test
    void dropsOutOnlyWhileTraining() {
        PlainScope scope = scope(new Gpt(SMALL, 0.5, "gelu"));
        PlainScope without = scope(new Gpt(SMALL, 0, "gelu"));
        Tensor ids = torch.randint(50, new long[] {2, 8});
        try (NoGradGuard guard = new NoGradGuard()) {
            assertThat(scope.hidden(ids).equal(without.hidden(ids))).isFalse();
            assertThat(scope.hidden(ids).equal(scope.hidden(ids))).isTrue();
            assertThat(scope.evaluating().hidden(ids).equal(without.hidden(ids))).isTrue();
        }
    }

    @Test
    void leavesNoNativeMemoryBehind() {
        PlainScope scope = scope(new Gpt(SMALL, 0.1, "gelu_tanh"));
        Tensor ids = torch.randint(50, new long[] {2, 8});
        List<Tensor> parameters = scope.trainable().stream().map(scope::parameter).toList();
        long before = Pointer.totalCount();
        for (int i = 0; i < 20; i++) {
            try (PointerScope step = new PointerScope()) {
                Gradients.of(scope.loss(scope.hidden(ids), ids, 1), parameters);
            }
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void takesRowsShorterThanTheContextAndRefusesLongerOnes() {
        PlainScope scope = scope(new Gpt(SMALL, 0, "gelu"));
        assertThat(scope.hidden(torch.randint(50, new long[] {1, 1})).size(1)).isEqualTo(1);
        assertThatThrownBy(() -> scope.hidden(torch.randint(50, new long[] {1, 9})))
                .hasMessage("a row of 9 tokens is longer than the context of 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 | 1 | 4 | 8 | model.layers: layers is 0; it must be at least 1",
        "1 | 1 | 4 | -1 | model.context: context is -1; it must be at least 1",
        "1 | 3 | 4 | 8 | model.heads: a width of 4 cannot be divided into 3 heads; choose a number"})
    void refusesSizesThatMakeNoModel(int layers, int heads, int width, int context, String message) {
        assertThatThrownBy(() -> new GptShape(layers, heads, width, context, true, true))
                .isInstanceOf(ProblemException.class).hasMessageStartingWith(message);
    }

    @Test
    void refusesAnUnknownActivationAndAnImpossibleDropout() {
        assertThatThrownBy(() -> new Gpt(SMALL, 0, "relu")).isInstanceOf(ProblemException.class)
                .hasMessage("model.activation: unknown activation 'relu'; one of gelu, gelu_tanh");
        assertThatThrownBy(() -> new Gpt(SMALL, 1, "gelu")).isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("model.dropout: dropout is 1.0");
    }

    private static PlainScope scope(Gpt gpt) {
        return PlainScope.create(gpt, gpt.describe(50), List.of());
    }
}
