/**
 * Training as a kind of work: its slots, its sections of a run file, and how a run begins or goes on.
 */
@NullMarked
package org.athanor.training.start;

import org.jspecify.annotations.NullMarked;
