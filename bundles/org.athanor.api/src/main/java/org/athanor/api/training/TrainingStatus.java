package org.athanor.api.training;

/**
 * Where a training stands.
 *
 * @param tokens training tokens so far
 * @param trainLoss the loss of the last step in nats per token; NaN before the first
 * @param evalLoss the newest loss on held-out text; NaN before the first
 * @param learningRate the learning rate of the last step
 * @param tokensPerSecond over the last steps
 */
public record TrainingStatus(long tokens, double trainLoss, double evalLoss, double learningRate,
        double tokensPerSecond) {
}
