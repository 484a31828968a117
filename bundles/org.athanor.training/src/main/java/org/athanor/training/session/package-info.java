/**
 * Training sessions: the step loop, the barrier, exchanges, and the service through which the world reaches them.
 */
@NullMarked
package org.athanor.training.session;

import org.jspecify.annotations.NullMarked;
