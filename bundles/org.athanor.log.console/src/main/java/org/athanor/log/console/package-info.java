/**
 * The logger {@code console}: a progress line that is redrawn where a person watches, and a line every so many steps
 * elsewhere. What is shown is decided by {@link org.athanor.log.console.Progress}, which knows no terminal.
 */
@NullMarked
package org.athanor.log.console;

import org.jspecify.annotations.NullMarked;
