/**
 * The data source {@code mixture}: the records of several data sources of a run, in given shares.
 */
@NullMarked
package org.athanor.dataset.mixture;

import org.jspecify.annotations.NullMarked;
