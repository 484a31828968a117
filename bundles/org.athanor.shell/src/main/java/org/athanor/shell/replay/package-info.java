/**
 * The verb {@code replay}: does a run again from what it left, with its own plugins and its exchanges at the steps at
 * which they were made, and compares the parameters at the end.
 */
@NullMarked
package org.athanor.shell.replay;

import org.jspecify.annotations.NullMarked;
