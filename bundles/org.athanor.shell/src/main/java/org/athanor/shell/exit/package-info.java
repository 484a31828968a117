/**
 * How a verb or a command ends: with an exit code and, when it failed, with one line that says why.
 */
@NullMarked
package org.athanor.shell.exit;

import org.jspecify.annotations.NullMarked;
