/**
 * A logger that breaks one rule of plugins, so that the tests see the conformance kit name it. Header
 * {@code Misbehaviour} of its manifest says which one.
 */
@NullMarked
package org.athanor.itests.misbehaving;

import org.jspecify.annotations.NullMarked;
