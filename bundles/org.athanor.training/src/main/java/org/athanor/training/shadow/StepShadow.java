package org.athanor.training.shadow;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Optimizer;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.training.data.Cursor;
import org.athanor.training.data.Rows;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.GenerationThreads;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.shadow.Shadow.Inputs;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.UpdateCounts;
import org.athanor.training.step.Guard;
import org.athanor.training.step.StepResult;
import org.athanor.training.step.Stepper;
import org.bytedeco.pytorch.Tensor;

/**
 * Compares the next steps of two generations: each trains a copy of the session's state on the session's own rows,
 * and after every step losses, gradient norms and parameters are compared.
 */
final class StepShadow {

    private final Inputs inputs;
    private final Tolerance tolerance;

    StepShadow(Inputs inputs) {
        this.inputs = inputs;
        this.tolerance = new Tolerance(inputs.policy().mayDiffer() ? Double.POSITIVE_INFINITY
                : inputs.policy().tolerance());
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
            return new Side(generation.model(), generation.objective(), generation.optimizer());
        }
    }

    /**
     * Compares the next steps.
     *
     * @param data answers the rows of a step at a cursor
     */
    Optional<Problem> compare(Side from, Side to, Function<Cursor, Rows> data, GenerationThreads threads) {
        ModelState old = inputs.model();
        ModelState fresh = old.copy();
        try {
            Stepper oldStepper = stepper(from, threads, old);
            Stepper freshStepper = stepper(to, threads, fresh);
            UpdateCounts counts = inputs.updates().training(oldStepper.trainedNames(), Set.copyOf(
                    old.parameters().keySet()));
            Cursor cursor = inputs.progress().cursor();
            for (int i = 0; i < inputs.policy().shadowSteps(); i++) {
                long step = inputs.progress().step() + i;
                Rows rows = data.apply(cursor);
                StepResult expected = oldStepper.run(rows, step(step), counts, Guard.NONE);
                StepResult actual = freshStepper.run(rows, step(step), counts, Guard.NONE);
                Optional<Problem> difference = difference(step + 1, expected, actual, old, fresh);
                if (difference.isPresent()) {
                    return difference;
                }
                counts = counts.next();
                cursor = rows.next();
            }
            return Optional.empty();
        } finally {
            fresh.close();
        }
    }

    private Stepper stepper(Side side, GenerationThreads threads, ModelState state) {
        return new Stepper(side.model(), side.objective(), side.optimizer(), threads, state, inputs.device());
    }

    private Stepper.Inputs step(long step) {
        return new Stepper.Inputs(inputs.config().seed(), step, inputs.config().microBatch(),
                inputs.progress().settings().gradientClip(), inputs.progress().settings().learningRate(step));
    }

    private Optional<Problem> difference(long step, StepResult expected, StepResult actual, ModelState old,
            ModelState fresh) {
        if (!tolerance.allows(expected.loss(), actual.loss())) {
            return problem("the loss of step " + step + " is " + actual.loss() + " instead of " + expected.loss());
        }
        if (!tolerance.allows(expected.gradientNorm(), actual.gradientNorm())) {
            return problem("the gradient norm of step " + step + " is " + actual.gradientNorm() + " instead of "
                    + expected.gradientNorm());
        }
        for (Map.Entry<String, Tensor> parameter : old.parameters().entrySet()) {
            double distance = Tolerance.distance(parameter.getValue(), fresh.parameters().get(parameter.getKey()));
            if (distance > tolerance.largest() || Double.isNaN(distance)) {
                return problem("after step " + step + " the parameter '" + parameter.getKey() + "' is off by up to "
                        + distance);
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> problem(String what) {
        return Optional.of(Problem.of(Kind.REFUSED, what, "shadow",
                "allow it with --tolerance or --may-differ if that is meant"));
    }
}
