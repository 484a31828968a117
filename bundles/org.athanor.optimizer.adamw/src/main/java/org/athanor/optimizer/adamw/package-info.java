/**
 * The optimizer {@code adamw}: AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) as a
 * function over tensors that the session owns, by LibTorch's fused kernel.
 */
@NullMarked
package org.athanor.optimizer.adamw;

import org.jspecify.annotations.NullMarked;
