/**
 * Applying: the actions of a blueprint are run one after the other, each written to the ledger before and after. Until
 * the change is decided, every action can be undone, and on any failure all are, in reverse order; afterwards a failure
 * is reported but nothing is half done. Also bringing a container that starts to the plugin set that it had.
 */
@NullMarked
package org.athanor.plugins.apply;

import org.jspecify.annotations.NullMarked;
