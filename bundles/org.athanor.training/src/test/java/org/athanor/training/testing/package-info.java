/** A model of a few parameters, a storage in memory, and generations without a framework, for tests. */
@NullMarked
package org.athanor.training.testing;

import org.jspecify.annotations.NullMarked;
