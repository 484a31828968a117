/**
 * What every plugin shares, whatever its kind: how it declares itself ({@link org.athanor.api.plugin.AthanorPlugin}),
 * how it answers ({@link org.athanor.api.plugin.Result}, {@link org.athanor.api.plugin.Problem}) and how it reports its
 * health.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
