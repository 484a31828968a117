package org.athanor.training.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Operation;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.storage.Part;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.torch.Torch;
import org.athanor.training.config.Schedule;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.Rows;
import org.athanor.training.generation.GenerationThreads;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.UpdateCounts;
import org.athanor.training.testing.HeldStorage;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowTest {

    private static final Objective CAUSAL = (scope, batch) ->
            scope.loss(scope.hidden(batch.inputs()), batch.targets(), batch.weight());

    @TempDir
    Path scratch;

    /** Two letters are one token when they are a known pair: a tokenizer with merges. */
    private record Merging(Set<String> pairs) implements Tokenizer {

        @Override
        public Vocabulary vocabulary() {
            return new Vocabulary("pairs", 0x20000, "f", OptionalInt.empty());
        }

        @Override
        public int[] encode(String text) {
            IntStream.Builder tokens = IntStream.builder();
            for (int i = 0; i < text.length(); i++) {
                boolean pair = i + 1 < text.length() && pairs.contains(text.substring(i, i + 2));
                tokens.add(pair ? 0x10000 + text.charAt(i) : text.charAt(i));
                i += pair ? 1 : 0;
            }
            return tokens.build().toArray();
        }

        @Override
        public String decode(int[] tokens) {
            StringBuilder text = new StringBuilder();
            for (int token : tokens) {
                text.append((char) (token & 0xFFFF));
            }
            return text.toString();
        }
    }

    @Test
    void aTokenizerWithOneOtherMergeIsNamedWithTheFirstExample() {
        Tokenizer old = new Merging(Set.of("th", "he"));
        Tokenizer wrong = new Merging(Set.of("th"));
        String text = "so this is where he went";
        assertThat(TokenShadow.compare(old, old.encode(text), old, old.encode(text))).isEmpty();
        assertThat(TokenShadow.compare(old, old.encode(text), wrong, wrong.encode(text)).orElseThrow().message())
                .contains("first at token 11 of 21 (now 23)").contains("became 104 in");
    }

    private static ModelPatcher off(double by) {
        Patch patch = new Patch() {
            @Override
            public Operation aroundLinear(String name, Operation next) {
                return (scope, x) -> by == 0 ? next.apply(scope, x) : next.apply(scope, x).mul(new Scalar(1 + by));
            }
        };
        return model -> Result.ok(patch);
    }

    private static Optional<Problem> steps(ModelPatcher fresh, SwapPolicy policy) {
        TinyModel.Momentum optimizer = new TinyModel.Momentum();
        ComposedModel old = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>(Map.of("p", off(0))))
                .unwrap();
        ComposedModel next = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>(Map.of("p", fresh)))
                .unwrap();
        TrainerConfig config = new TrainerConfig(10, 4, 2, 1, 5, "cpu", new Schedule("constant", 0.1, 0, 0), 1, 0, 1, 0,
                1);
        ModelState state = ModelState.empty().fitted(Map.of(), old, optimizer, 5, Torch.device("cpu"));
        Shadow.Inputs inputs = new Shadow.Inputs(config, Torch.device("cpu"), policy, new Shadow.State(
                Progress.start(config), state, new UpdateCounts(Map.of(), Set.of(), 0)));
        try (GenerationThreads threads = new GenerationThreads("test", 1)) {
            return new StepShadow(inputs).compare(new StepShadow.Side(old, CAUSAL, optimizer),
                    new StepShadow.Side(next, CAUSAL, optimizer), ShadowTest::rows, threads);
        }
    }

    private static Rows rows(Cursor cursor) {
        SplittableRandom random = new SplittableRandom(cursor.window());
        return new Rows(random.longs(24, 0, 11).toArray(), random.longs(24, 0, 11).toArray(), 4, 6,
                new Cursor(0, 0, cursor.window() + 4));
    }

    @Test
    void aPatcherThatIsOffByALittleIsNamedWithWhatDiffers() {
        SwapPolicy policy = SwapPolicy.standard().withShadow(3);
        assertThat(steps(off(0), policy)).isEmpty();
        assertThat(steps(off(1e-4), policy).orElseThrow().message()).contains("the loss of step 1 is")
                .contains("instead of");
        assertThat(steps(off(1e-4), policy.withTolerance(0.1))).isEmpty();
        assertThat(steps(off(0.5), policy.withTolerance(1e-3))).isPresent();
        assertThat(steps(off(0.5), policy.differing())).isEmpty();
    }

    @Test
    void aStorageThatLosesOneWriteInAThousandIsFound() {
        AtomicInteger writes = new AtomicInteger();
        HeldStorage losing = new HeldStorage(scratch) {
            @Override
            public Result<Result.Done> write(String key, List<Part> parts) {
                return writes.incrementAndGet() % 1000 == 0 ? Result.done() : super.write(key, parts);
            }
        };
        assertThat(StorageShadow.compare(losing).orElseThrow().message()).contains("write 1000 was lost");
        HeldStorage sound = new HeldStorage(scratch);
        assertThat(StorageShadow.compare(sound)).isEmpty();
        assertThat(sound.entries).isEmpty();
    }

    @Test
    void aRouterThatChoosesOtherwiseIsNamed() {
        assertThat(RouterShadow.compare(ShadowTest::roundRobin, ShadowTest::roundRobin)).isEmpty();
        assertThat(RouterShadow.compare(ShadowTest::roundRobin, (call, handlers) -> handlers.isEmpty()
                ? roundRobin(call, handlers) : Result.ok(handlers.get(0))).orElseThrow().message())
                .contains("chooses a instead of b for call 1 among 2 handlers");
    }

    private static Result<RouteHandler> roundRobin(org.athanor.api.routing.RouteCall call,
            List<RouteHandler> handlers) {
        return handlers.isEmpty() ? Result.err(Problem.of(Problem.Kind.NOT_FOUND, "nobody"))
                : Result.ok(handlers.get((int) (call.number() % handlers.size())));
    }
}
