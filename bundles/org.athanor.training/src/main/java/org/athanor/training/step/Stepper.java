package org.athanor.training.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.athanor.api.model.Loss;
import org.athanor.api.model.MicroBatch;
import org.athanor.api.model.Objective;
import org.athanor.api.model.Optimizer;
import org.athanor.api.model.ParameterSpec;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.torch.Gradients;
import org.athanor.training.data.Rows;
import org.athanor.training.model.ComposedModel;
import org.athanor.training.model.ModelScope;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.UpdateCounts;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One training step of a generation over a model state. The result is a function of the state, the rows and the run
 * seed; neither the number of workers nor their timing changes a bit. Until every gradient is known, nothing is
 * written: a step that fails leaves the state as it was.
 */
public final class Stepper {

    private final ComposedModel model;
    private final Objective objective;
    private final Optimizer optimizer;
    private final GenerationThreads threads;
    private final ModelState state;
    private final Device device;
    private final List<ParameterSpec> trained;
    private final List<Tensor> trainedValues;
    private final List<List<WorkUnits.Slice>> units;

    /** Creates a stepper for one model state; another set of parameters needs another stepper. */
    public Stepper(ComposedModel model, Objective objective, Optimizer optimizer, GenerationThreads threads,
            ModelState state, Device device) {
        this.model = model;
        this.objective = objective;
        this.optimizer = optimizer;
        this.threads = threads;
        this.state = state;
        this.device = device;
        this.trained = model.description().parameters().stream().filter(spec -> model.trains(spec.name())).toList();
        this.trainedValues = trained.stream().map(spec -> state.parameter(spec.name())).toList();
        this.units = WorkUnits.of(trained.stream().map(ParameterSpec::elements).toList(), optimizer.elementwise());
    }

    private record MicroResult(double loss, List<Tensor> gradients) {
    }

    /**
     * What a step needs besides the rows.
     *
     * @param seed the run seed
     * @param step completed steps
     * @param microBatch rows per micro-batch
     * @param gradientClip largest norm of the gradient; 0 means no clipping
     * @param learningRate the learning rate of this step
     */
    public record Inputs(long seed, long step, int microBatch, double gradientClip, double learningRate) {
    }

    /** Returns the names of the parameters that a step updates. */
    public List<String> trainedNames() {
        return trained.stream().map(ParameterSpec::name).toList();
    }

    /**
     * Runs a step and updates parameters and optimizer state in place.
     *
     * @param guard what is watched
     * @throws NotFiniteException when loss or gradient is not finite
     * @throws LossSpikeException when the loss is above the guard's
     * @throws TornUpdateException when the state was being written and is neither old nor new
     * @throws RuntimeException what a plugin threw; an {@link Error} comes as it is
     */
    public StepResult run(Rows rows, Inputs inputs, UpdateCounts updates, Guard guard) {
        try (GradientSum sum = sum()) {
            double total = gradients(rows, inputs, 0, microBatches(rows, inputs), sum);
            sum.total();
            StepResult result = new StepResult(total, sum.norm());
            double loss = result.loss();
            double norm = result.gradientNorm();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new NotFiniteException(loss, norm);
            }
            if (loss > guard.largestLoss()) {
                throw new LossSpikeException(loss, guard.largestLoss());
            }
            boolean clip = inputs.gradientClip() > 0 && norm > inputs.gradientClip();
            // As in PyTorch's clip_grad_norm_, a hair below the limit.
            double scale = clip ? inputs.gradientClip() / (norm + 1e-6) : 1;
            if (guard.onCopies()) {
                try (ModelState copy = state.copy()) {
                    update(sum, copy, inputs.learningRate(), scale, updates);
                    inPlace(() -> state.take(copy));
                }
            } else {
                inPlace(() -> update(sum, state, inputs.learningRate(), scale, updates));
            }
            return result;
        }
    }

    /** Returns the mean cross-entropy over rows of held-out text, in nats. */
    public double evaluate(List<Rows> batches) {
        long tokens = batches.stream().mapToLong(Rows::tokens).sum();
        List<Callable<Double>> tasks = new ArrayList<>();
        for (Rows rows : batches) {
            tasks.add(() -> {
                try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                    MicroBatch batch = tensors(rows, 0, rows.rows(), 1.0 / tokens);
                    return objective.loss(ModelScope.evaluation(model, state.parameters()), batch)
                            .value().item_double();
                }
            });
        }
        return SumTree.of(threads.all(tasks));
    }

    /**
     * Says what has ruined the state, so that nothing good can come of it: a parameter or an optimizer state that is
     * not finite, or the loss of some rows. Empty when it is healthy.
     *
     * @param rows what to try it with
     */
    public Optional<String> ruin(Optional<Rows> rows) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            for (ParameterSpec spec : trained) {
                if (!finite(state.parameter(spec.name()))
                        || !state.optimizer(spec.name()).values().stream().allMatch(Stepper::finite)) {
                    return Optional.of("the parameter '" + spec.name() + "' or its optimizer state is not finite");
                }
            }
        }
        return rows.map(tried -> evaluate(List.of(tried))).filter(loss -> !Double.isFinite(loss))
                .map(loss -> "the loss of the next rows is " + loss);
    }

    private static boolean finite(Tensor tensor) {
        return torch.isfinite(tensor).all().item_bool();
    }

    /** Returns how many micro-batches a step has. */
    static int microBatches(Rows rows, Inputs inputs) {
        return (rows.rows() + inputs.microBatch() - 1) / inputs.microBatch();
    }

    /** Returns a sum in which this stepper adds up gradients. */
    GradientSum sum() {
        return new GradientSum(threads, units);
    }

    /**
     * Adds the gradients of some micro-batches of a step to a sum. What each contributes does not depend on which
     * others are computed with it: its weight is its share of all targets of the step.
     *
     * @param from the first micro-batch
     * @param to the micro-batch after the last one
     * @return their part of the loss
     */
    double gradients(Rows rows, Inputs inputs, int from, int to, GradientSum sum) {
        double weight = 1.0 / rows.tokens();
        List<Double> losses = new ArrayList<>();
        for (int first = from; first < to; first += threads.workers()) {
            List<Callable<MicroResult>> round = new ArrayList<>();
            for (int i = first; i < Math.min(to, first + threads.workers()); i++) {
                int index = i;
                round.add(() -> microBatch(rows, inputs, index, weight));
            }
            List<MicroResult> results = threads.all(round);
            results.forEach(result -> losses.add(result.loss()));
            sum.add(results.stream().map(MicroResult::gradients).toList());
        }
        return SumTree.of(losses);
    }

    private MicroResult microBatch(Rows rows, Inputs inputs, int index, double weight) {
        int from = index * inputs.microBatch();
        int to = Math.min(rows.rows(), from + inputs.microBatch());
        try (PointerScope scope = new PointerScope()) {
            MicroBatch batch = tensors(rows, from, to, weight);
            ModelScope modelScope = ModelScope.training(model, state.parameters(),
                    new ModelScope.Draws(inputs.seed(), inputs.step(), index));
            Loss loss = objective.loss(modelScope, batch);
            List<Tensor> gradients = Gradients.of(loss, trainedValues);
            return new MicroResult(loss.value().item_double(), GradientSum.own(gradients));
        }
    }

    private MicroBatch tensors(Rows rows, int from, int to, double weight) {
        return new MicroBatch(ids(rows.inputs(), rows, from, to), ids(rows.targets(), rows, from, to), weight);
    }

    private Tensor ids(long[] ids, Rows rows, int from, int to) {
        long[] part = Arrays.copyOfRange(ids, from * rows.context(), to * rows.context());
        return Tensor.create(part, to - from, rows.context()).to(device, ScalarType.Long);
    }

    /** Whatever is thrown there, also for want of memory, leaves values that are neither old nor new. */
    private static void inPlace(Runnable write) {
        try {
            write.run();
        } catch (Throwable e) {
            throw new TornUpdateException(e);
        }
    }

    private void update(GradientSum sum, ModelState target, double learningRate, double scale,
            UpdateCounts updates) {
        threads.all(sum.tasks(unit -> {
            List<Optimizer.Update> group = new ArrayList<>(unit.size());
            for (WorkUnits.Slice slice : unit) {
                ParameterSpec spec = trained.get(slice.parameter());
                Tensor gradient = sum.slice(slice);
                if (scale != 1) {
                    gradient.mul_(new Scalar(scale));
                }
                Map<String, Tensor> slots = new LinkedHashMap<>();
                target.optimizer(spec.name())
                        .forEach((name, tensor) -> slots.put(name, GradientSum.slice(tensor, slice)));
                group.add(new Optimizer.Update(spec, GradientSum.slice(target.parameter(spec.name()), slice),
                        gradient, slots, updates.of(spec.name()) + 1));
            }
            optimizer.apply(learningRate, group);
            return true;
        }));
    }
}
