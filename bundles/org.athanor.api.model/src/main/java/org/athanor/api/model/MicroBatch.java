package org.athanor.api.model;

import org.bytedeco.pytorch.Tensor;

/**
 * The unit of parallel work.
 *
 * @param inputs token ids, int64 {@code [rows, time]}
 * @param targets the ids that follow them, int64 {@code [rows, time]}; {@link LossOperation#IGNORED} does not count
 * @param weight the share of one token in the loss of the step
 */
public record MicroBatch(Tensor inputs, Tensor targets, double weight) {
}
