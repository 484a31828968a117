/**
 * A session of any kind of work while it lives: how its parts are put together, the loop that drives it from barrier to
 * barrier, what is done to it from outside, and its end.
 */
@NullMarked
package org.athanor.exchange.session;

import org.jspecify.annotations.NullMarked;
