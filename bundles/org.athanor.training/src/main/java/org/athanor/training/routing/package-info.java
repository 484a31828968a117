/**
 * Named routes: the table of handlers, and text generation from the live parameters of a session.
 */
@NullMarked
package org.athanor.training.routing;

import org.jspecify.annotations.NullMarked;
