/**
 * Run files: YAML whose values keep their places, and how typed values are taken out of it.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.exchange.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
