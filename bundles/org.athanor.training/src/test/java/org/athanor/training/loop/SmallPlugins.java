package org.athanor.training.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.model.Initialisation;
import org.athanor.api.model.Loss;
import org.athanor.api.model.MicroBatch;
import org.athanor.api.model.ModelDescription;
import org.athanor.api.model.ModelPatcher;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Operation;
import org.athanor.api.model.ParameterSpec;
import org.athanor.api.model.ParameterSpec.Role;
import org.athanor.api.model.Patch;
import org.athanor.api.model.Scope;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.training.testing.Letters;
import org.athanor.training.testing.TinyModel;
import org.bytedeco.pytorch.Tensor;

/** Plugins of a {@link SmallSession} that do as a test tells them. */
final class SmallPlugins {

    static final Tokenizer LETTERS = new Letters();

    private SmallPlugins() {
    }

    /** Returns what every session has: bundle 1 is the tokenizer, 2 the objective, 3 the optimizer. */
    static Map<String, Object> base(Objective objective, Object optimizer) {
        Map<String, Object> plugins = new LinkedHashMap<>();
        plugins.put("tokenizer:letters", LETTERS);
        plugins.put("objective:causal", objective);
        plugins.put("optimizer:sgd", optimizer);
        return plugins;
    }

    /** Throws what it is told to. */
    static final class Causal implements Objective {

        volatile Optional<Throwable> failure = Optional.empty();
        volatile Runnable before = () -> { };
        final AtomicInteger failed = new AtomicInteger();

        @Override
        public Loss loss(Scope scope, MicroBatch batch) {
            before.run();
            failure.ifPresent(what -> {
                failed.incrementAndGet();
                SmallPlugins.<RuntimeException>raise(what);
            });
            return scope.loss(scope.hidden(batch.inputs()), batch.targets(), batch.weight());
        }

        static Causal failing(Throwable failure) {
            Causal causal = new Causal();
            causal.failure = Optional.of(failure);
            return causal;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Takes smaller steps the more often a parameter was updated, and counts its calls: a state of its own. */
    static final class Cooling extends TinyModel.Momentum implements Stateful {

        final AtomicInteger calls = new AtomicInteger();
        volatile Optional<Throwable> halfWay = Optional.empty();

        @Override
        public boolean elementwise() {
            return false;
        }

        @Override
        public void apply(double learningRate, List<Update> updates) {
            calls.incrementAndGet();
            for (Update update : updates) {
                super.apply(learningRate / Math.sqrt((double) update.count()), List.of(update));
                halfWay.ifPresent(SmallPlugins::<RuntimeException>raise);
            }
        }

        @Override
        public StateSnapshot snapshot() {
            return new StateSnapshot("calls", 1, String.valueOf(calls.get()));
        }

        @Override
        public Result<Result.Done> restore(StateSnapshot snapshot) {
            calls.set(Integer.parseInt(snapshot.json()));
            return Result.done();
        }
    }

    /** Writes down the steps that it hears of. */
    static final class Steps implements MetricsLogger {

        final List<Long> heard = new CopyOnWriteArrayList<>();
        final CountDownLatch more = new CountDownLatch(4);

        @Override
        public void metrics(long step, long maxSteps, List<Metric> metrics) {
            heard.add(step);
            more.countDown();
        }

        @Override
        public void event(RunEvent event) {
            // Steps are all that tests ask for.
        }
    }

    /**
     * Adds a scale for the linear map and freezes everything else; in another order, two of them give another model.
     *
     * @param parameter the name of the scale; empty to add none and to fail when it is used
     * @param leaving what becomes of it
     */
    record Scale(String parameter, Patch.Leaving leaving) implements ModelPatcher, Patch {

        @Override
        public Result<Patch> patch(ModelDescription model) {
            return Result.ok(this);
        }

        @Override
        public List<ParameterSpec> parameters() {
            return parameter.isEmpty() ? List.of() : List.of(new ParameterSpec(parameter, List.of(8L),
                    new Initialisation.Normal(0.5), Role.OTHER, true));
        }

        @Override
        public boolean trains(String name) {
            return name.equals(parameter);
        }

        @Override
        public Operation aroundLinear(String name, Operation next) {
            return (scope, x) -> {
                if (parameter.isEmpty()) {
                    throw new IllegalStateException("there is no scale");
                }
                Tensor scale = scope.parameter(parameter);
                return next.apply(scope, x).mul(scale).relu().add(scale);
            };
        }

        @Override
        public Map<String, Tensor> merge(Function<String, Tensor> parameters) {
            return Map.of("mix.weight", parameters.apply("mix.weight").mul(parameters.apply(parameter).unsqueeze(1)));
        }
    }
}
