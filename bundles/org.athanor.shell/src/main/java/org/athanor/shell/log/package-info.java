/** Carries what bundles write to the OSGi Log Service into the one log of the container. */
@NullMarked
package org.athanor.shell.log;

import org.jspecify.annotations.NullMarked;
