/** The objective {@code causal}: predict each next token. */
@NullMarked
package org.athanor.objective.causal;

import org.jspecify.annotations.NullMarked;
