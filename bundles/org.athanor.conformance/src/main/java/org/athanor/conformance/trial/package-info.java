/**
 * What a plugin is tried in: the jar itself, the container that it has for itself, and runs in which it takes the
 * {@link org.athanor.conformance.trial.Trial slot} that a kind of work declares for its kind.
 */
@NullMarked
package org.athanor.conformance.trial;

import org.jspecify.annotations.NullMarked;

