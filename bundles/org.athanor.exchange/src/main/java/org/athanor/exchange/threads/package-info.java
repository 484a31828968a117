/**
 * The threads that run the code of plugins, and how long they are waited for: what hangs is told and given up.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.exchange.threads;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
