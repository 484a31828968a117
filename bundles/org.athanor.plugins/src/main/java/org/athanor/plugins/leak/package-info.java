/**
 * Leaks: removed versions whose class loader stays reachable are put under quarantine, and a dump of the heap is
 * searched for what holds them. Nothing of this happens during a change; somebody has to ask.
 */
@NullMarked
package org.athanor.plugins.leak;

import org.jspecify.annotations.NullMarked;
