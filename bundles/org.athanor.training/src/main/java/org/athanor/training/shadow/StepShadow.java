package org.athanor.training.shadow;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Optimizer;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.threads.HangException;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.Rows;
import org.athanor.training.loop.Content;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.UpdateCounts;
import org.athanor.training.step.Guard;
import org.athanor.training.step.StepResult;
import org.athanor.training.step.Stepper;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Compares the next steps of two generations: each trains a copy of the session's state on the session's own rows,
 * and after every step losses, gradient norms, parameters and optimizer state are compared.
 */
final class StepShadow {

    private final TrainerConfig config;
    private final Device device;
    private final int steps;
    private final Tolerance tolerance;
    private final Shadow.State start;

    /** {@code start}: what both generations start from; its tensors are closed by the comparison. */
    StepShadow(TrainerConfig config, Device device, SwapPolicy policy, Shadow.State start) {
        this.config = config;
        this.device = device;
        this.steps = policy.shadowSteps();
        this.tolerance = new Tolerance(policy.mayDiffer() ? Double.POSITIVE_INFINITY : policy.tolerance());
        this.start = start;
    }

    /**
     * The plugins that take a step.
     *
     * @param model the architecture with its patches
     * @param objective the objective
     * @param optimizer the optimizer
     */
    record Side(ComposedModel model, Objective objective, Optimizer optimizer) {

        static Side of(Generation generation) {
            return new Side(Content.of(generation).model(), Content.objective(generation),
                    Content.optimizer(generation));
        }
    }

    /**
     * Compares the next steps.
     *
     * @param data answers the rows of a step at a cursor
     * @param heldOut the batches to evaluate on; may be empty
     */
    Optional<Problem> compare(Side from, Side to, Function<Cursor, Rows> data, List<Rows> heldOut,
            GenerationThreads threads) {
        ModelState old = start.model();
        ModelState fresh = old.copy().fitted(from.model().patches(), to.model(), to.optimizer(), config.seed(), device);
        boolean hangs = false;
        try {
            return compare(new Runner(from, threads, old), new Runner(to, threads, fresh), data, heldOut);
        } catch (HangException e) {
            hangs = true;
            throw e;
        } finally {
            // A thread that hangs may still come back and work on the copies; they go when it does.
            if (!hangs) {
                old.close();
                fresh.close();
            }
        }
    }

    private Optional<Problem> compare(Runner from, Runner to, Function<Cursor, Rows> data, List<Rows> heldOut) {
        Cursor cursor = start.progress().cursor();
        Optional<Problem> difference = (tolerance.isInfinite() ? Optional.<Problem>empty() : names(from, to))
                .or(() -> heldOut.isEmpty() ? Optional.empty() : number("the loss on held-out text",
                        from.stepper.evaluate(heldOut), to.stepper.evaluate(heldOut)));
        for (int i = 0; i < steps && difference.isEmpty(); i++) {
            long step = start.progress().step() + i;
            Rows rows = data.apply(cursor);
            StepResult expected = from.step(rows, step);
            StepResult actual = to.step(rows, step);
            difference = numbers(step + 1, expected, actual)
                    .or(() -> tensors(step + 1, from.tensors(), to.tensors()));
            cursor = rows.next();
        }
        return difference;
    }

    /** One of the two sides with the state that it trains. */
    private final class Runner {

        private final ModelState state;
        private final Stepper stepper;
        private UpdateCounts counts;

        Runner(Side side, GenerationThreads threads, ModelState state) {
            this.state = state;
            this.stepper = new Stepper(side.model(), side.objective(), side.optimizer(), threads, state, device);
            this.counts = start.updates().training(stepper.trainedNames(), state.optimizer().keySet());
        }

        StepResult step(Rows rows, long step) {
            Progress.Settings settings = start.progress().settings();
            StepResult result = stepper.run(rows, new Stepper.Inputs(config.seed(), step, config.microBatch(),
                    settings.gradientClip(), settings.learningRate(step)), counts, Guard.NONE);
            counts = counts.next();
            return result;
        }

        /** Returns what the steps change, by the words for it. */
        Map<String, Tensor> tensors() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            state.parameters().forEach((name, value) -> tensors.put("the parameter '" + name + "'", value));
            state.parameters().keySet().forEach(name -> state.optimizer().getOrDefault(name, Map.of())
                    .forEach((slot, value) -> tensors.put("the optimizer's '" + slot + "' of '" + name + "'", value)));
            return tensors;
        }
    }

    private static Optional<Problem> names(Runner from, Runner to) {
        Set<String> gone = new LinkedHashSet<>(from.tensors().keySet());
        gone.removeAll(to.tensors().keySet());
        Set<String> come = new LinkedHashSet<>(to.tensors().keySet());
        come.removeAll(from.tensors().keySet());
        if (!gone.isEmpty() || !come.isEmpty()) {
            return problem(gone.isEmpty() ? come.iterator().next() + " is new"
                    : gone.iterator().next() + " is not there any more");
        }
        return from.stepper.trainedNames().equals(to.stepper.trainedNames()) ? Optional.empty()
                : problem("it trains " + to.stepper.trainedNames().size() + " parameters instead of "
                        + from.stepper.trainedNames().size());
    }

    private Optional<Problem> numbers(long step, StepResult expected, StepResult actual) {
        return number("the loss of step " + step, expected.loss(), actual.loss())
                .or(() -> number("the gradient norm of step " + step, expected.gradientNorm(), actual.gradientNorm()));
    }

    private Optional<Problem> number(String what, double expected, double actual) {
        return tolerance.allows(expected, actual) ? Optional.empty()
                : problem(what + " is " + actual + " instead of " + expected);
    }

    private Optional<Problem> tensors(long step, Map<String, Tensor> old, Map<String, Tensor> fresh) {
        for (Map.Entry<String, Tensor> value : fresh.entrySet()) {
            double distance = Tolerance.distance(old.getOrDefault(value.getKey(), value.getValue()), value.getValue());
            if (distance > tolerance.largest() || Double.isNaN(distance)) {
                return problem("after step " + step + " " + value.getKey() + " is off by up to " + distance);
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> problem(String what) {
        return Optional.of(Problem.of(Kind.REFUSED, what, "shadow",
                "allow it with --tolerance or --may-differ if that is meant"));
    }
}
