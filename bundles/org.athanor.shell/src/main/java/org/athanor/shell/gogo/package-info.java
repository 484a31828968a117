/**
 * Gogo, the command interpreter: its sessions as {@code exec}, the prompt and {@code attach} use them, completion of
 * what is typed, and the server that other terminals attach to.
 */
@NullMarked
package org.athanor.shell.gogo;

import org.jspecify.annotations.NullMarked;
