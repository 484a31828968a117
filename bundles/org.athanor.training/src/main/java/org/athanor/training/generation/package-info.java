/**
 * Generations: immutable sets of the plugins that a session uses, the threads that run their code, and how the next
 * one is built.
 */
@NullMarked
package org.athanor.training.generation;

import org.jspecify.annotations.NullMarked;
