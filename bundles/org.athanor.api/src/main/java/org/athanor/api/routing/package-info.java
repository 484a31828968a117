/**
 * Named routes, the handlers behind them, and the strategy that chooses among the handlers.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.routing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
