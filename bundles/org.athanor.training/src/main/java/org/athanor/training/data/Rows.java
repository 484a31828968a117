package org.athanor.training.data;

/**
 * Rows of a step before they become tensors.
 *
 * @param inputs token ids, row after row
 * @param targets the ids that follow them
 * @param rows the number of rows
 * @param context tokens per row
 * @param next the cursor after these rows
 */
public record Rows(long[] inputs, long[] targets, int rows, int context, Cursor next) {

    /** Returns the number of targets. */
    public long tokens() {
        return (long) rows * context;
    }
}
