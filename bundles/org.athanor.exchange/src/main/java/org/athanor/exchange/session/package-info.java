/**
 * Sessions of any kind of work: starting and resuming them from a run file, the loop that drives them from barrier to
 * barrier, and their end.
 */
@NullMarked
package org.athanor.exchange.session;

import org.jspecify.annotations.NullMarked;
