package org.athanor.api.model;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How gradients change parameters: a function over tensors that the session owns. It keeps no tensor. Thread-safe:
 * the session calls it for disjoint groups of parameters at the same time, so the result for a parameter may depend
 * on that parameter alone.
 */
@ConsumerType
public interface Optimizer {

    /**
     * Declares the optimizer state of a parameter: name to shape, each created as float32 zeros when the parameter is
     * first trained and stored in checkpoints.
     */
    Map<String, List<Long>> state(ParameterSpec parameter);

    /**
     * Changes the parameters in place. Called without gradients, after clipping.
     *
     * @param learningRate the learning rate of this step
     * @param updates the parameters of the group
     */
    void apply(double learningRate, List<Update> updates);

    /**
     * One parameter in a step.
     *
     * @param parameter its declaration
     * @param value its value; written
     * @param gradient its gradient, of the same shape
     * @param state its optimizer state by name; written
     */
    record Update(ParameterSpec parameter, Tensor value, Tensor gradient, Map<String, Tensor> state) {
    }
}
