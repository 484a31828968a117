/** Tests of the assembled folder: they start it the way a user does, through its script. */
@NullMarked
package org.athanor.distribution;

import org.jspecify.annotations.NullMarked;
