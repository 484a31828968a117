/**
 * Routed calls into a session: the table of handlers that are no plugins, the way of a call through router and handler
 * of the generation that serves it, and how two routers are compared.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.routing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
