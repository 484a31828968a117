/**
 * The router {@code round-robin}: each handler of a route in its turn.
 */
@NullMarked
package org.athanor.router;

import org.jspecify.annotations.NullMarked;
