/** Plugins that use other plugins of their session ({@link org.athanor.api.peer.Peers}). */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.peer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
