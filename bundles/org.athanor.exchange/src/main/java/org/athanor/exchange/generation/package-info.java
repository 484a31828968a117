/**
 * Generations: the plugins that a session uses together, and how the next one is built.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.exchange.generation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
