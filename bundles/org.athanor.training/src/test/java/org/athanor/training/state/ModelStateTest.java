package org.athanor.training.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec.Role;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.Result;
import org.athanor.torch.Digest;
import org.athanor.torch.Torch;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ModelStateTest {

    private static final Optimizer MOMENTUM = new TinyModel.Momentum();
    private static final Device CPU = Torch.device("cpu");

    /** Adds scales for the linear map, freezes everything else, and leaves as told. */
    private record ScalePatcher(Patch.Leaving leaving, long size, String... names) implements ModelPatcher, Patch {

        ScalePatcher(Patch.Leaving leaving) {
            this(leaving, 1, "scale");
        }

        @Override
        public Result<Patch> patch(org.athanor.api.model.ModelDescription model) {
            return Result.ok(this);
        }

        @Override
        public List<ParameterSpec> parameters() {
            return Stream.of(names).map(name -> new ParameterSpec(name, List.of(size), new Initialisation.Normal(3),
                    Role.OTHER, false)).toList();
        }

        @Override
        public boolean trains(String parameter) {
            return List.of(names).contains(parameter);
        }

        @Override
        public Map<String, Tensor> merge(Function<String, Tensor> parameters) {
            return Map.of("mix.weight", parameters.apply("mix.weight").mul(parameters.apply(names[0])));
        }
    }

    private static ComposedModel model(ModelPatcher... patchers) {
        Map<String, ModelPatcher> named = new LinkedHashMap<>();
        for (ModelPatcher patcher : patchers) {
            named.put("slot" + named.size(), patcher);
        }
        return ComposedModel.compose(new TinyModel(), 11, named).unwrap();
    }

    private static ComposedModel styleAndFacts() {
        return model(new ScalePatcher(Patch.Leaving.MERGE, 1, "style"),
                new ScalePatcher(Patch.Leaving.DROP, 1, "facts"));
    }

    private static ModelState fitted(ModelState state, ComposedModel before, ComposedModel after) {
        return state.fitted(before.patches(), after, MOMENTUM, 5, CPU);
    }

    private final ComposedModel plain = model();
    private final ModelState start = fitted(ModelState.empty(), plain, plain);

    @Test
    void aNewStateHasAllParametersAndTheirOptimizerState() {
        assertThat(start.parameters()).containsOnlyKeys("tokens.weight", "mix.weight", "norm.weight");
        assertThat(start.optimizer()).containsOnlyKeys("tokens.weight", "mix.weight", "norm.weight");
        assertThat(start.parameters().values()).allMatch(Tensor::requires_grad);
        assertThat(Digest.parametersSha256(fitted(ModelState.empty(), plain, plain).parameters()))
                .as("a function of the seed").isEqualTo(Digest.parametersSha256(start.parameters()));
    }

    @Test
    void aPatchThatComesAddsItsParametersAndFreezesTheRest() {
        ModelState patched = fitted(start, plain, model(new ScalePatcher(Patch.Leaving.DROP)));
        assertThat(patched.parameters()).containsKey("scale");
        assertThat(patched.parameter("mix.weight").requires_grad()).isFalse();
        assertThat(patched.parameter("scale").requires_grad()).isTrue();
        assertThat(patched.optimizer()).containsKeys("scale", "mix.weight");
        assertThat(patched.parameter("mix.weight")).isSameAs(start.parameter("mix.weight"));
    }

    @Test
    void aPatchThatLeavesIsMergedAndTheBaseIsKept() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.MERGE));
        ModelState patched = fitted(start, plain, withPatch);
        ModelState merged = fitted(patched, withPatch, plain);
        Tensor expected = start.parameter("mix.weight").mul(patched.parameter("scale"));
        assertThat(merged.parameter("mix.weight").equal(expected)).isTrue();
        assertThat(merged.parameters()).doesNotContainKey("scale");
        assertThat(Digest.parametersSha256(patched.parameters()))
                .as("what a rollback goes back to").isEqualTo(Digest.parametersSha256(fitted(start, plain, withPatch)
                        .parameters()));
    }

    @Test
    void whatIsMergedIntoLeavesTheStateBeforeAsItWas() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.MERGE));
        ModelState patched = fitted(start, plain, withPatch);
        ModelState merged = fitted(patched, withPatch, plain);
        assertThat(merged.shared(patched)).containsExactlyInAnyOrder("tokens.weight", "norm.weight");
        assertThat(TinyModel.Momentum.in(merged.optimizer("mix.weight")).data_ptr().address())
                .isNotEqualTo(TinyModel.Momentum.in(patched.optimizer("mix.weight")).data_ptr().address());
    }

    @Test
    void aPatchThatIsKeptAsideComesBackWithItsValues() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.KEEP_ASIDE));
        ModelState patched = fitted(start, plain, withPatch);
        ModelState without = fitted(patched, withPatch, plain);
        assertThat(without.parameters()).doesNotContainKey("scale");
        assertThat(without.aside()).containsKey("scale");
        ModelState back = fitted(without, plain, withPatch);
        assertThat(back.parameter("scale")).isSameAs(patched.parameter("scale"));
        assertThat(back.aside()).isEmpty();
        assertThat(back.optimizer("scale")).isSameAs(patched.optimizer("scale"));
    }

    @Test
    void aPatchThatIsDroppedTakesItsOptimizerStateWithIt() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.DROP));
        ModelState without = fitted(fitted(start, plain, withPatch), withPatch, plain);
        assertThat(without.optimizer()).doesNotContainKey("scale");
    }

    @Test
    void severalPatchesTrainSideBySideAndTheBaseIsFrozen() {
        ModelState patched = fitted(start, plain, styleAndFacts());
        patched.parameters().forEach((name, value) -> assertThat(value.requires_grad()).as(name)
                .isEqualTo(name.equals("style") || name.equals("facts")));
        assertThat(patched.optimizer()).containsKeys("style", "facts");
    }

    @Test
    void aPatchThatLeavesMergesWhatIsItsOwnAndTheOtherStaysAsItIs() {
        ComposedModel both = styleAndFacts();
        ModelState patched = fitted(start, plain, both);
        Patch facts = Objects.requireNonNull(both.patches().get("slot1")).patch();
        ComposedModel one = ComposedModel.compose(new TinyModel(), 11, Map.of("slot1", (ModelPatcher) facts)).unwrap();
        ModelState left = fitted(patched, both, one);
        assertThat(left.parameter("mix.weight").equal(start.parameter("mix.weight")
                .mul(patched.parameter("style")))).isTrue();
        assertThat(left.parameters()).doesNotContainKey("style");
        assertThat(left.parameter("facts")).isSameAs(patched.parameter("facts"));
        assertThat(left.optimizer("facts")).isSameAs(patched.optimizer("facts"));
        assertThat(left.parameter("mix.weight").requires_grad()).as("the base stays frozen").isFalse();
    }

    @Test
    void aPatchWhoseSlotHoldsAnotherOneHasLeft() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.MERGE));
        ComposedModel withAnother = model(new ScalePatcher(Patch.Leaving.DROP, 1, "other"));
        ModelState patched = fitted(start, plain, withPatch);
        assertThat(withAnother.lost(withPatch.patches())).isEmpty();
        ModelState merged = fitted(patched, withPatch, withAnother);
        assertThat(merged.parameter("mix.weight").equal(start.parameter("mix.weight")
                .mul(patched.parameter("scale")))).isTrue();
    }

    @Test
    void namesAParameterThatWouldBeLost() {
        ComposedModel two = model(new ScalePatcher(Patch.Leaving.MERGE, 1, "scale", "second"));
        assertThat(model(new ScalePatcher(Patch.Leaving.MERGE)).lost(two.patches()).orElseThrow().message())
                .startsWith("slot slot0: the parameter 'second' would be lost");
        assertThat(two.lost(model(new ScalePatcher(Patch.Leaving.MERGE)).patches())).as("more are none lost").isEmpty();
    }

    @Test
    void namesAShapeOfWhatWasKeptAsideThatWouldChange() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.KEEP_ASIDE));
        ModelState without = fitted(fitted(start, plain, withPatch), withPatch, plain);
        assertThat(without.misfit(model(new ScalePatcher(Patch.Leaving.DROP, 8, "scale")), MOMENTUM).orElseThrow()
                .message()).contains("'scale' would change its shape from [1] to [8]");
    }

    @Test
    void namesAShapeThatWouldChange() {
        Optimizer other = new Optimizer() {
            @Override
            public Map<String, List<Long>> state(ParameterSpec parameter) {
                return Map.of("velocity", parameter.shape());
            }

            @Override
            public void apply(double learningRate, List<Update> updates) {
                throw new UnsupportedOperationException();
            }
        };
        assertThat(start.misfit(plain, MOMENTUM)).isEmpty();
        assertThat(start.misfit(plain, other).orElseThrow().message()).contains("optimizer state")
                .contains("momentum").contains("velocity");
        ComposedModel larger = ComposedModel.compose(new TinyModel(), 12, Map.of()).unwrap();
        assertThat(start.misfit(larger, MOMENTUM).orElseThrow().message())
                .contains("'tokens.weight' would change its shape from [11, 8] to [12, 8]");
    }

    @Test
    void fitsOnlyAModelThatWouldChangeNothing() {
        ComposedModel withPatch = model(new ScalePatcher(Patch.Leaving.DROP));
        assertThat(start.fits(plain)).isTrue();
        assertThat(start.fits(withPatch)).isFalse();
        assertThat(fitted(start, plain, withPatch).fits(withPatch)).isTrue();
    }
}
