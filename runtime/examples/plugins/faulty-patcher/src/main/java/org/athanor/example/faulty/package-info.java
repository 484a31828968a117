/**
 * A plugin that fails on purpose: at its activation, by its health, or at its first call. It shows that a bad version
 * costs a session nothing.
 */
@NullMarked
package org.athanor.example.faulty;

import org.jspecify.annotations.NullMarked;
