/**
 * The architecture {@code gpt}: a decoder-only Transformer of the GPT-2 family (Radford and others, "Language models
 * are unsupervised multitask learners", 2019) as a function over named parameters.
 */
@NullMarked
package org.athanor.model.gpt;

import org.jspecify.annotations.NullMarked;
