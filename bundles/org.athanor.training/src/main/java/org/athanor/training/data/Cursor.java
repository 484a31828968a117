package org.athanor.training.data;

/**
 * Where a run stands in its data: the next window to read. Exact and independent of everything prefetched.
 *
 * @param epoch completed passes over the data
 * @param block the position in the epoch's shuffled order of blocks
 * @param window the position in the block's shuffled order of windows
 */
public record Cursor(long epoch, int block, int window) {

    /** The beginning of the data. */
    public static final Cursor START = new Cursor(0, 0, 0);
}
