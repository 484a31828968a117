/**
 * Feeds that carry metrics and events to loggers without delaying the step loop.
 */
@NullMarked
package org.athanor.training.logging;

import org.jspecify.annotations.NullMarked;
