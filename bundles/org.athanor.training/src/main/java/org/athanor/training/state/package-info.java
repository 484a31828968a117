/**
 * What a session owns: parameters, optimizer state, counters and live settings, as plain tensors and records.
 */
@NullMarked
package org.athanor.training.state;

import org.jspecify.annotations.NullMarked;
