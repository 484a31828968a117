/**
 * Exchanges in a running session: the barrier, what is in its slots, preparing the next generation, switching to it,
 * watching it on probation, and switching back; and what becomes of a session whose services come and go without a
 * plan.
 */
@NullMarked
package org.athanor.exchange.swap;

import org.jspecify.annotations.NullMarked;
