/**
 * Whole-process benchmarks of the product: against a bare loop of the same model and against PyTorch, the stall of
 * swaps, the start, and the memory. Each prints ratios of alternating runs with their noise.
 */
@NullMarked
package org.athanor.benchmarks;

import org.jspecify.annotations.NullMarked;
