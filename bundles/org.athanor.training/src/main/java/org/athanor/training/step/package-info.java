/**
 * One training step: micro-batches in parallel, gradients added in canonical order, clipping, the optimizer.
 */
@NullMarked
package org.athanor.training.step;

import org.jspecify.annotations.NullMarked;
