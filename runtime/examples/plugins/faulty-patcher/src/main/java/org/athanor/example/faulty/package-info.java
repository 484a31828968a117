/**
 * A plugin that fails on purpose: at its activation, by its health, at its first call, or by computing something
 * slightly wrong. It shows that a bad version costs a session nothing.
 */
@NullMarked
package org.athanor.example.faulty;

import org.jspecify.annotations.NullMarked;
