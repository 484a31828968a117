/**
 * The agent that lets tests stop the product, or fill its disk, at each point at which it forces something to disk; the
 * product itself has no seam for that.
 */
@NullMarked
package org.athanor.itests.faults;

import org.jspecify.annotations.NullMarked;
