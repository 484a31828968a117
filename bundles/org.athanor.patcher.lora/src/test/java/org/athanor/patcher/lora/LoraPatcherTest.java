package org.athanor.patcher.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.model.Architecture;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Loss;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.model.Scope;
import org.athanor.api.plugin.ProblemException;
import org.athanor.torch.Digest;
import org.athanor.torch.Gradients;
import org.athanor.torch.Torch;
import org.athanor.torch.testing.PlainScope;
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

final class LoraPatcherTest {

    private static final Architecture ARCHITECTURE = new TwoLayers();

    private PointerScope memory;
    private Tensor ids;

    @BeforeEach
    void open() {
        Torch.initialise();
        memory = new PointerScope();
        ids = torch.randint(11, new long[] {3, 5});
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void leavesTheModelAsItWasUntilTheAdaptersLearn() {
        PlainScope scope = scope(patch(0, "all-linear"));
        Tensor before = logits(scope.with(List.of()));
        assertThat(logits(scope).equal(before)).isTrue();
        scope.parameter("lora.blocks.0.up.B").set_requires_grad(false).fill_(new Scalar(0.1));
        assertThat(logits(scope).equal(before)).isFalse();
    }

    @Test
    void trainsTheAdaptersAndNothingElse() {
        PlainScope scope = scope(patch(0, "up"));
        assertThat(scope.trainable()).containsExactly("lora.blocks.0.up.A", "lora.blocks.0.up.B",
                "lora.blocks.1.up.A", "lora.blocks.1.up.B");
        try (NoGradGuard guard = new NoGradGuard()) {
            scope.parameter("lora.blocks.0.up.B").normal_();
            scope.parameter("lora.blocks.1.up.B").normal_();
        }
        List<Tensor> gradients = Gradients.of(loss(scope),
                scope.trainable().stream().map(scope::parameter).toList());
        assertThat(gradients).allSatisfy(gradient ->
                assertThat(gradient.abs().sum().item_double()).isPositive());
        scope.parameters().forEach((name, value) -> assertThat(value.grad().defined()).as(name).isFalse());
    }

    @Test
    void mergesIntoTheBase() {
        Patch patch = patch(0, "blocks.1.up", "down");
        PlainScope scope = scope(patch);
        try (NoGradGuard guard = new NoGradGuard()) {
            scope.parameter("lora.blocks.1.up.B").normal_();
            scope.parameter("lora.blocks.0.down.B").normal_();
            String base = Digest.parametersSha256(scope.parameters());
            Map<String, Tensor> merged = patch.merge(scope::parameter);
            assertThat(merged).containsOnlyKeys("blocks.1.up.weight", "blocks.0.down.weight", "blocks.1.down.weight");
            assertThat(Digest.parametersSha256(scope.parameters())).as("the base is kept").isEqualTo(base);
            Map<String, Tensor> parameters = new HashMap<>(scope.parameters());
            parameters.putAll(merged);
            PlainScope without = new PlainScope(ARCHITECTURE, scope.model(), parameters, List.of(), 7, true);
            Tensor difference = logits(scope).sub(logits(without)).abs().max();
            assertThat(difference.item_double()).isLessThan(1e-5);
            assertThat(logits(scope).equal(logits(scope.with(List.of())))).isFalse();
        }
    }

    /** Around one operation, and each around one of its own; the first is the outermost. */
    private static List<Patch> styleAndFacts() {
        ModelDescription model = ARCHITECTURE.describe(11);
        return List.of(new LoraPatcher(new LoraSettings("style", 2, 8, 0, Patch.Leaving.MERGE), List.of("up"))
                .patch(model).unwrap(), new LoraPatcher(new LoraSettings("facts", 3, 3, 0, Patch.Leaving.DROP),
                        List.of("blocks.1.up", "down")).patch(model).unwrap());
    }

    @Test
    void severalAdaptersTrainSideBySideAndTheBaseIsFrozen() {
        List<Patch> patches = styleAndFacts();
        List<Patch> reversed = new ArrayList<>(patches);
        Collections.reverse(reversed);
        List<String> adapters = List.of("style.blocks.0.up.A", "style.blocks.0.up.B", "style.blocks.1.up.A",
                "style.blocks.1.up.B", "facts.blocks.1.up.A", "facts.blocks.1.up.B", "facts.blocks.0.down.A",
                "facts.blocks.0.down.B", "facts.blocks.1.down.A", "facts.blocks.1.down.B");
        PlainScope scope = PlainScope.create(ARCHITECTURE, ARCHITECTURE.describe(11), patches);
        assertThat(scope.trainable()).containsExactlyInAnyOrderElementsOf(adapters);
        assertThat(scope.with(reversed).trainable()).as("in any order").containsExactlyInAnyOrderElementsOf(adapters);
        assertThat(scope.parameter("style.blocks.1.up.A").size(0)).isEqualTo(2);
        assertThat(scope.parameter("facts.blocks.1.up.A").size(0)).isEqualTo(3);
    }

    @Test
    void mergesNothingButItsOwnAdapters() {
        List<Patch> patches = styleAndFacts();
        PlainScope scope = PlainScope.create(ARCHITECTURE, ARCHITECTURE.describe(11), patches);
        try (NoGradGuard guard = new NoGradGuard()) {
            scope.parameters().forEach((name, value) -> value.normal_());
            Map<String, Tensor> merged = patches.get(0).merge(scope::parameter);
            assertThat(merged).containsOnlyKeys("blocks.0.up.weight", "blocks.1.up.weight");
            assertThat(merged).hasEntrySatisfying("blocks.1.up.weight", weight -> assertThat(weight.equal(
                    torch.addmm(scope.parameter("blocks.1.up.weight"), scope.parameter("style.blocks.1.up.B"),
                            scope.parameter("style.blocks.1.up.A"), new Scalar(1.0), new Scalar(4.0)))).isTrue());
            Map<String, Tensor> parameters = new HashMap<>(scope.parameters());
            parameters.putAll(merged);
            PlainScope without = new PlainScope(ARCHITECTURE, scope.model(), parameters, List.of(patches.get(1)), 7,
                    true);
            assertThat(logits(scope).sub(logits(without)).abs().max().item_double()
                    / logits(scope).abs().max().item_double()).isLessThan(1e-5);
        }
    }

    @Test
    void namesTheSectionOfItsSlotInItsMessages() {
        assertThat(new LoraPatcher(new LoraSettings("style", 2, 8, 0, Patch.Leaving.DROP), List.of("q_proj"))
                .patch(ARCHITECTURE.describe(11)).failure().orElseThrow().message())
                .startsWith("style.target_modules: the model has no linear operation 'q_proj'");
    }

    @Test
    void scalesByAlphaOverRank() {
        PlainScope scope = scope(patch(0, "all-linear"));
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor b = scope.parameter("lora.blocks.0.up.B").normal_();
            Tensor x = torch.randn(2, 6);
            Tensor expected = x.matmul(scope.parameter("lora.blocks.0.up.A").t()).matmul(b.t())
                    .mul(new Scalar(8.0 / 2));
            Tensor actual = scope.linear("blocks.0.up", x).sub(scope.with(List.of()).linear("blocks.0.up", x));
            assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(1e-5);
        }
    }

    @Test
    void dropsOutTheInputOfTheAdaptersWhileTraining() {
        PlainScope scope = scope(patch(0.5, "all-linear"));
        PlainScope without = new PlainScope(ARCHITECTURE, scope.model(), scope.parameters(),
                List.of(patch(0, "all-linear")), 7, true);
        try (NoGradGuard guard = new NoGradGuard()) {
            assertThat(logits(scope).equal(logits(without))).as("B is zero").isTrue();
            scope.parameter("lora.blocks.0.up.B").normal_();
            assertThat(logits(scope).equal(logits(without))).isFalse();
            assertThat(logits(scope).equal(logits(scope))).isTrue();
            assertThat(logits(scope.evaluating()).equal(logits(without))).isTrue();
        }
    }

    @Test
    void declaresAdaptersOfTheRank() {
        List<ParameterSpec> added = patch(0, "blocks.0.up").parameters();
        assertThat(added).extracting(ParameterSpec::name)
                .containsExactly("lora.blocks.0.up.A", "lora.blocks.0.up.B");
        assertThat(added.get(0).shape()).containsExactly(2L, 6L);
        assertThat(added.get(0).initialisation()).isEqualTo(new Initialisation.Uniform(1 / Math.sqrt(6)));
        assertThat(added.get(1).shape()).containsExactly(9L, 2L);
        assertThat(added.get(1).initialisation()).isEqualTo(new Initialisation.Zeros());
    }

    @Test
    void namesTheLinearsThereAreWhenATargetIsUnknown() {
        assertThat(new LoraPatcher(settings(0), List.of("up", "q_proj")).patch(ARCHITECTURE.describe(11)).failure()
                .orElseThrow().message()).isEqualTo(
                "lora.target_modules: the model has no linear operation 'q_proj'; it has up, down");
        assertThat(new LoraPatcher(settings(0), List.of("p")).patch(ARCHITECTURE.describe(11)).isOk())
                .as("a suffix is whole names").isFalse();
    }

    @Test
    void leavesAsConfigured() {
        assertThat(patch(0, "up").leaving()).isEqualTo(Patch.Leaving.MERGE);
    }

    @ParameterizedTest
    @CsvSource({"0, 16, 0, lora.r: r is 0", "8, 0, 0, lora.alpha: alpha is 0.0",
        "8, 16, 1, lora.dropout: dropout is 1.0"})
    void refusesValuesOutOfRange(int rank, double alpha, double dropout, String message) {
        assertThatThrownBy(() -> new LoraSettings("lora", rank, alpha, dropout, Patch.Leaving.DROP))
                .isInstanceOf(ProblemException.class).hasMessageStartingWith(message);
    }

    @Test
    void refusesAnEmptyListOfTargets() {
        assertThatThrownBy(() -> new LoraPatcher(settings(0), List.of())).isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("lora.target_modules: there are no target modules");
    }

    private static LoraSettings settings(double dropout) {
        return new LoraSettings("lora", 2, 8, dropout, Patch.Leaving.MERGE);
    }

    private static Patch patch(double dropout, String... targets) {
        return new LoraPatcher(settings(dropout), List.of(targets)).patch(ARCHITECTURE.describe(11)).unwrap();
    }

    private static PlainScope scope(Patch patch) {
        return PlainScope.create(ARCHITECTURE, ARCHITECTURE.describe(11), List.of(patch));
    }

    private Tensor logits(PlainScope scope) {
        return scope.logits(scope.hidden(ids)).detach();
    }

    private Loss loss(PlainScope scope) {
        return scope.loss(scope.hidden(ids), ids, 0.1);
    }

    /** Two blocks of two linear operations each, without biases. */
    private static final class TwoLayers implements Architecture {

        @Override
        public ModelDescription describe(int vocabularySize) {
            List<ParameterSpec> specs = new ArrayList<>();
            specs.add(spec("tokens.weight", ParameterSpec.Role.EMBEDDING, vocabularySize, 6));
            for (int i = 0; i < 2; i++) {
                specs.add(spec("blocks." + i + ".up.weight", ParameterSpec.Role.LINEAR, 9, 6));
                specs.add(spec("blocks." + i + ".down.weight", ParameterSpec.Role.LINEAR, 6, 9));
            }
            return new ModelDescription("two", vocabularySize, 5, 6, "tokens.weight", specs);
        }

        @Override
        public Tensor hidden(Scope scope, Tensor ids) {
            Tensor x = scope.embedding("tokens", ids);
            for (int i = 0; i < 2; i++) {
                x = x.add(scope.linear("blocks." + i + ".down", torch.tanh(scope.linear("blocks." + i + ".up", x))));
            }
            return x;
        }

        private static ParameterSpec spec(String name, ParameterSpec.Role role, long out, long in) {
            return new ParameterSpec(name, List.of(out, in), new Initialisation.Normal(0.5), role, true);
        }
    }
}
