/**
 * A running training: what it derives from its plugins, its state, its steps, its checkpoints, and calls of its model.
 */
@NullMarked
package org.athanor.training.loop;

import org.jspecify.annotations.NullMarked;
