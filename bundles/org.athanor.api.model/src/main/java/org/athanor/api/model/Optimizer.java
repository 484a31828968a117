package org.athanor.api.model;

import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.AthanorKind;
import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How gradients change parameters: a function over tensors that the session owns. It keeps no tensor. Thread-safe:
 * the session calls it for disjoint groups of parameters at the same time, so the result for a parameter may depend
 * on that parameter alone.
 */
@AthanorKind(word = "optimizer", sideEffects = false)
@ConsumerType
public interface Optimizer {

    /**
     * Declares the optimizer state of a parameter: name to shape, each created as float32 zeros when the parameter is
     * first trained and stored in checkpoints. An elementwise optimizer's state has the parameter's shape.
     */
    Map<String, List<Long>> state(ParameterSpec parameter);

    /**
     * Returns whether the new value of an element depends on that element alone. The session may then split large
     * parameters into flat slices, each an update of its own; slices are the same for any number of workers.
     */
    default boolean elementwise() {
        return true;
    }

    /**
     * Changes the parameters in place. Called without gradients, after clipping.
     *
     * @param learningRate the learning rate of this step
     * @param updates the parameters of the group
     */
    void apply(double learningRate, List<Update> updates);

    /**
     * One parameter, or a slice of one, in a step.
     *
     * @param parameter its declaration
     * @param value its value; written
     * @param gradient its gradient, of the same shape as {@code value}
     * @param state its optimizer state by name, sliced like {@code value}; written
     * @param count how often the parameter has been updated, this time included; from 1
     */
    record Update(ParameterSpec parameter, Tensor value, Tensor gradient, Map<String, Tensor> state, long count) {
    }
}
