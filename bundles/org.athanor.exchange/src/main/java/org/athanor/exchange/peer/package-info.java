/**
 * How plugins of a session use one another: who asked for whom, which generation a call belongs to, and what a shadow
 * must not call.
 */
@NullMarked
package org.athanor.exchange.peer;

import org.jspecify.annotations.NullMarked;
