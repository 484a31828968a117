/**
 * Writing the state of a session to its storage and reading it back, exactly.
 */
@NullMarked
package org.athanor.training.checkpoint;

import org.jspecify.annotations.NullMarked;
