/**
 * The examination itself, as it happens inside the container that a plugin has for itself:
 * {@link org.athanor.conformance.check.Examination} makes the checks one after the other, each a class of its own.
 */
@NullMarked
package org.athanor.conformance.check;

import org.jspecify.annotations.NullMarked;
