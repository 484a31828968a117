/**
 * Named entries that are complete or absent, never half. Checkpoints go through it.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
