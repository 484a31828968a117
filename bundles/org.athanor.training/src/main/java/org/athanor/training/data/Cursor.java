package org.athanor.training.data;

/**
 * Where a run stands in its data: the next window to read. Exact and independent of everything prefetched.
 *
 * @param epoch completed passes over the data
 * @param chunk the position, in the epoch's shuffled order, of the chunk of records with which the block begins
 * @param carried how many tokens of the chunks before that begin the block, because they filled no window there
 * @param window the position in the block's shuffled order of windows
 */
public record Cursor(long epoch, int chunk, int carried, int window) {

    /** The beginning of the data. */
    public static final Cursor START = beginning(0);

    /** Returns the beginning of an epoch. */
    static Cursor beginning(long epoch) {
        return new Cursor(epoch, 0, 0, 0);
    }

    /** Returns the cursor at another window of the same block. */
    Cursor at(int otherWindow) {
        return new Cursor(epoch, chunk, carried, otherWindow);
    }
}
