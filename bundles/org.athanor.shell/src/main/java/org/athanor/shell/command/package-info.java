/**
 * The Gogo commands {@code plugin:*}, {@code train:*}, {@code session:*} and {@code model:*}. A command parses its
 * arguments, calls a service of the API and returns what that answers; {@link org.athanor.shell.format.Formats} turns
 * the answers into text, so results can be piped and used in scripts. A problem leaves a command as an exception with
 * one clear line.
 */
@NullMarked
package org.athanor.shell.command;

import org.jspecify.annotations.NullMarked;
