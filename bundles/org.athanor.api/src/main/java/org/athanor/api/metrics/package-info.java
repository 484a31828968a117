/**
 * What a run tells the world: deterministic metrics, events, and the console of the container.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.metrics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
