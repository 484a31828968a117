/**
 * The functional model of a generation: the architecture, the chain of patches, and the scope that answers for
 * named operations.
 */
@NullMarked
package org.athanor.training.model;

import org.jspecify.annotations.NullMarked;
