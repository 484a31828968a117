/** Input from outside that is damaged, or made to do damage. */
@NullMarked
package org.athanor.itests.fuzz;

import org.jspecify.annotations.NullMarked;
