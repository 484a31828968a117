/**
 * The logger {@code jsonl}: metrics as JSON lines, in a file that is the same for every run with the same seed, also
 * when the process was killed or the logger exchanged in between.
 */
@NullMarked
package org.athanor.log.jsonl;

import org.jspecify.annotations.NullMarked;
