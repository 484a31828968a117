/**
 * The patcher {@code chunkedloss}: the head and its cross-entropy computed for a few rows at a time, so that the
 * logits of a whole micro-batch never exist.
 */
@NullMarked
package org.athanor.patcher.chunkedloss;

import org.jspecify.annotations.NullMarked;
