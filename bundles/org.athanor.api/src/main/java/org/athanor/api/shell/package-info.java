/**
 * What the shell takes from others. A command is a Gogo command as everywhere (a service with
 * {@code osgi.command.scope} and {@code osgi.command.function}); here is only how its arguments are completed:
 * a parameter names a source with {@link org.athanor.api.shell.Completion}, and a
 * {@link org.athanor.api.shell.Completions} service is such a source.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.shell;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
