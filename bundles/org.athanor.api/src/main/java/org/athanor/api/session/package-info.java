/**
 * Sessions of any kind of work as seen from outside: starting, steering and observing them, and exchanging the
 * plugins that they use. The shell and the plugin manager work through these types alone.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
