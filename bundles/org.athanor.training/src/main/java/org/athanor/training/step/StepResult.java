package org.athanor.training.step;

/**
 * What a step computed.
 *
 * @param loss the mean cross-entropy over the tokens of the step, in nats, before the update
 * @param gradientNorm the Euclidean norm of the gradient before clipping
 */
public record StepResult(double loss, double gradientNorm) {
}
