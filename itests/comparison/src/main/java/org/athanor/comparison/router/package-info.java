/** What is upgraded on Athanor. */
@NullMarked
package org.athanor.comparison.router;

import org.jspecify.annotations.NullMarked;
