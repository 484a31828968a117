/**
 * The ways to the kit from the command line: the verb {@code athanor verify}, which examines a plugin in the container
 * that it was started with, and the command {@code plugin:verify}, which starts a process for that.
 */
@NullMarked
package org.athanor.conformance.shell;

import org.jspecify.annotations.NullMarked;
