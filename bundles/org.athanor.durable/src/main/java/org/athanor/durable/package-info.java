/** Files and folders that are there completely after a crash or not at all. */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.durable;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
