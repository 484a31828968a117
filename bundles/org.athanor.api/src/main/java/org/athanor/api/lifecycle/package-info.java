/**
 * The life of plugins in a container: planning, installing, exchanging, rolling back and removing them, and the ledger
 * in which all of that is written down.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.lifecycle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
