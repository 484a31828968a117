/**
 * The patcher {@code lora}: low-rank adapters around linear operations (Hu and others, "LoRA: Low-rank adaptation of
 * large language models", 2021). The base is frozen, the adapters train.
 */
@NullMarked
package org.athanor.patcher.lora;

import org.jspecify.annotations.NullMarked;
