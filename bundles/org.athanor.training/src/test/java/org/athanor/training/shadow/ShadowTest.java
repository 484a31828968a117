package org.athanor.training.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.LossOperation;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Operation;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.Patch;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.routing.RouterShadow;
import org.athanor.torch.Torch;
import org.athanor.training.config.Schedule;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.Rows;
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

    private static final TrainerConfig CONFIG = new TrainerConfig(10, 4, 2, 1, 5, "cpu",
            new Schedule("constant", 0.1, 0, 0), 1, 0, 1, 0, 1);

    /** Long enough for what does not hang, also on a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(2);

    private static final Shadow.Source NOTHING = new Shadow.Source() {
        @Override
        public Progress progress() {
            return Progress.start(CONFIG);
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public Result<Shadow.State> copy(Generation from) {
            throw new UnsupportedOperationException();
        }
    };

    @TempDir
    Path scratch;

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
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(1, Torch::useOneThread))) {
            return steps(fresh, policy, threads);
        }
    }

    private static Optional<Problem> steps(ModelPatcher fresh, SwapPolicy policy, GenerationThreads threads) {
        return steps(fresh, new TinyModel.Momentum(), policy, threads);
    }

    private static Optional<Problem> steps(ModelPatcher fresh, Optimizer freshOptimizer, SwapPolicy policy,
            GenerationThreads threads) {
        TinyModel.Momentum optimizer = new TinyModel.Momentum();
        ComposedModel old = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>(Map.of("p", off(0))))
                .unwrap();
        ComposedModel next = ComposedModel.compose(new TinyModel(), 11, new LinkedHashMap<>(Map.of("p", fresh)))
                .unwrap();
        ModelState state = ModelState.empty().fitted(Map.of(), old, optimizer, 5, Torch.device("cpu"));
        Shadow.State start = new Shadow.State(Progress.start(CONFIG), state,
                new UpdateCounts(Map.of(), Set.of(), 0));
        return new StepShadow(CONFIG, Torch.device("cpu"), policy, start).compare(
                new StepShadow.Side(old, CAUSAL, optimizer), new StepShadow.Side(next, CAUSAL, freshOptimizer),
                ShadowTest::rows, List.of(rows(new Cursor(0, 0, 0, 99))), threads);
    }

    private static Rows rows(Cursor cursor) {
        SplittableRandom random = new SplittableRandom(cursor.window());
        return new Rows(random.longs(24, 0, 11).toArray(), random.longs(24, 0, 11).toArray(), 4, 6,
                new Cursor(0, 0, 0, cursor.window() + 4));
    }

    @Test
    void aPatcherThatIsOffByALittleIsNamedWithWhatDiffers() {
        SwapPolicy policy = SwapPolicy.standard().withShadow(3);
        assertThat(steps(off(0), policy)).isEmpty();
        assertThat(steps(off(1e-4), policy).orElseThrow().message()).contains("the loss on held-out text is")
                .contains("instead of");
        assertThat(steps(off(1e-4), policy.withTolerance(0.1))).isEmpty();
        assertThat(steps(off(0.5), policy.withTolerance(1e-3))).isPresent();
        assertThat(steps(off(0.5), policy.differing())).isEmpty();
    }

    @Test
    void anOptimizerWhoseStateIsOffIsFoundBeforeItsParametersAre() {
        Optimizer careless = new TinyModel.Momentum() {
            @Override
            public void apply(double learningRate, List<Update> updates) {
                super.apply(learningRate, updates);
                updates.forEach(update -> TinyModel.Momentum.in(update.state()).mul_(new Scalar(1.001)));
            }
        };
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(1, Torch::useOneThread))) {
            assertThat(steps(off(0), careless, SwapPolicy.standard().withShadow(1), threads).orElseThrow().message())
                    .contains("after step 1 the optimizer's 'momentum' of '").contains("is off by up to");
        }
    }

    @Test
    void aPatcherThatAddsAParameterIsNamedUnlessItMayDiffer() {
        ModelPatcher adding = model -> Result.ok(new Patch() {
            @Override
            public List<ParameterSpec> parameters() {
                return List.of(new ParameterSpec("extra.weight", List.of(2L), new Initialisation.Ones(),
                        ParameterSpec.Role.OTHER, false));
            }

            @Override
            public LossOperation aroundLoss(LossOperation next) {
                return (scope, hidden, targets, weight) -> next.apply(scope,
                        hidden.mul(scope.parameter("extra.weight").sum().div(new Scalar(2))), targets, weight);
            }
        });
        assertThat(steps(adding, SwapPolicy.standard()).orElseThrow().message())
                .contains("the parameter 'extra.weight' is new");
        assertThat(steps(adding, SwapPolicy.standard().differing())).isEmpty();
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
        HeldStorage sound = new HeldStorage(scratch);
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(1, Torch::useOneThread))) {
            assertThat(new StorageShadow(losing).attempt(threads).orElseThrow().message())
                    .contains("write 1000 was lost");
            assertThat(new StorageShadow(sound).attempt(threads)).isEmpty();
        }
        assertThat(losing.entries).isEmpty();
        assertThat(sound.entries).isEmpty();
    }

    @Test
    void whatAStorageSaysOfWhatItLostIsPassedOn() {
        HeldStorage failing = new HeldStorage(scratch) {
            @Override
            public Result<Entry> open(String key) {
                return Result.err(Problem.of(Problem.Kind.IO, "the token has expired", key, "log in again"));
            }
        };
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(1, Torch::useOneThread))) {
            assertThat(new StorageShadow(failing).attempt(threads).orElseThrow().message()).isEqualTo("shadow: the "
                    + "storage is not sound: write 1 was lost: shadow-0: the token has expired; log in again");
        }
    }

    private static Shadow shadow(Duration bound) {
        return new Shadow("test", CONFIG, Torch.device("cpu"), SwapPolicy.standard(), bound, NOTHING);
    }

    @Test
    void aVersionThatNeverReturnsIsInterruptedAndRefused() throws InterruptedException {
        List<Thread> hanging = new CopyOnWriteArrayList<>();
        ModelPatcher waiting = model -> Result.ok(new Patch() {
            @Override
            public Operation aroundLinear(String name, Operation next) {
                return (scope, x) -> {
                    throw interrupted(hanging);
                };
            }
        });
        Shadow shadow = shadow(BOUND);
        assertThat(shadow.attempt(threads -> steps(waiting, SwapPolicy.standard(), threads)).failure().orElseThrow()
                .message()).startsWith("a version hangs in the shadow: it has not come back within 2.0 s: it is in ");
        assertThat(shadow.attempt(threads -> threads.within(() -> {
            throw interrupted(hanging);
        })).failure()).isPresent();
        assertThat(hanging).hasSize(2);
        for (Thread thread : hanging) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void aThreadThatHeedsNoInterruptIsTold() {
        CountDownLatch end = new CountDownLatch(1);
        try {
            assertThat(shadow(BOUND).attempt(threads -> threads.within(() -> {
                while (end.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return Optional.<Problem>empty();
            })).failure().orElseThrow().message()).endsWith("; its thread does not heed an interrupt;"
                    + " see plugin:leaks");
        } finally {
            end.countDown();
        }
    }

    /** Waits for nothing until it is interrupted; returns what is thrown then. */
    private static IllegalStateException interrupted(List<Thread> hanging) {
        hanging.add(Thread.currentThread());
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            return new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void aVersionThatThrowsIsRefusedInOneLine() {
        assertThat(shadow(Duration.ofSeconds(60)).attempt(threads -> steps(model -> Result.ok(new Patch() {
            @Override
            public Operation aroundLinear(String name, Operation next) {
                throw new IllegalStateException("no such thing\nas this");
            }
        }), SwapPolicy.standard(), threads)).failure().orElseThrow().message())
                .isEqualTo("the new version failed in the shadow: no such thing");
    }

    @Test
    void aTrialThatDoesNotFitIntoMemoryIsNotBegun() {
        assertThat(Shadow.room(1 << 20, 3 << 20)).isEmpty();
        assertThat(Shadow.room(2 << 20, 5 << 20).orElseThrow().message()).isEqualTo("shadow: a trial of the steps needs"
                + " 6 MiB of memory and 5 MiB are free; free some, or let it in untried with --shadow 0");
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
