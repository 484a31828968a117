/**
 * What a run leaves on disk besides its checkpoints and metrics, and how that is read again.
 */
@NullMarked
package org.athanor.exchange.run;

import org.jspecify.annotations.NullMarked;
