/**
 * The shadow run of an exchange: old and new plugins side by side on the session's own inputs and on copies of its
 * state, compared bit by bit or within a tolerance, before the new ones are switched in.
 */
@NullMarked
package org.athanor.training.shadow;

import org.jspecify.annotations.NullMarked;
