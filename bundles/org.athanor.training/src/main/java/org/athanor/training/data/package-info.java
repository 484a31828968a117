/**
 * From records to micro-batches: blocks of tokens, shuffled windows, and the cursor that says where a run stands.
 */
@NullMarked
package org.athanor.training.data;

import org.jspecify.annotations.NullMarked;
