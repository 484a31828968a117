/**
 * Applying: the actions of a blueprint are carried out one after the other, each written to the ledger before and
 * after. Until the change is decided, every action can be taken back, and on any failure all are, in reverse order;
 * afterwards a failure is reported but nothing is half done.
 */
@NullMarked
package org.athanor.plugins.apply;

import org.jspecify.annotations.NullMarked;
