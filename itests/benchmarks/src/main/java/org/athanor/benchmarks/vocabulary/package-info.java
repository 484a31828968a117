/**
 * The tokenizer {@code vocabulary}: any text as ids of a vocabulary of any size, so that a session can train a model
 * of any shape without a real text of that vocabulary.
 */
@NullMarked
package org.athanor.benchmarks.vocabulary;

import org.jspecify.annotations.NullMarked;
