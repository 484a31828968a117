/**
 * State of plugins on its way between versions of its schema.
 */
@NullMarked
package org.athanor.exchange.migration;

import org.jspecify.annotations.NullMarked;
