package org.athanor.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.athanor.torch.Seeds;
import org.athanor.training.data.Chunks.Chunk;

/**
 * A dataset as blocks of at least {@value #TOKENS} tokens, in which windows are shuffled. The chunks of an epoch follow
 * one another in its order, and a block is as many of them as it takes; what is left after its last whole window begins
 * the next block. So however short its documents are, an epoch leaves out less than a window at its beginning and one
 * at its end.
 */
final class Blocks {

    /** Memory is bounded by it: four bytes for each token, for the block that is read and the one that comes next. */
    static final int TOKENS = 1 << 20;

    private final Chunks chunks;
    private final int context;
    private final long seed;
    private final int tokens;
    private final LongFunction<int[]> orders;

    private Blocks(Chunks chunks, int context, long seed, int tokens, LongFunction<int[]> orders) {
        this.chunks = chunks;
        this.context = context;
        this.seed = seed;
        this.tokens = tokens;
        this.orders = orders;
    }

    /**
     * Returns the blocks of text that trains: each epoch has an order of its own, of the run seed.
     *
     * @param tokens how many tokens a block has at least, except for the last one of an epoch
     */
    static Blocks shuffled(Chunks chunks, int context, long seed, int tokens) {
        return new Blocks(chunks, context, seed, tokens, epoch ->
                Block.permutation(chunks.count(), new SplittableRandom(Seeds.of(seed, "blocks", epoch))));
    }

    /** Returns the blocks of text in its own order. */
    static Blocks inOrder(Chunks chunks, int context, long seed) {
        return new Blocks(chunks, context, seed, TOKENS, epoch -> IntStream.range(0, chunks.count()).toArray());
    }

    /**
     * A block where it was cut.
     *
     * @param left the tokens that begin the next block; none at the end of an epoch
     * @param next the cursor of the next block
     * @param sha256 what identifies its records, by index
     */
    record Cut(Block block, int[] left, Cursor next, Map<Long, String> sha256) {
    }

    /** Returns the number of chunks. */
    int chunks() {
        return chunks.count();
    }

    /** Returns the index of the first record of the chunk with which a block begins. */
    long firstRecord(Cursor cursor) {
        return Chunks.firstRecord(orders.apply(cursor.epoch())[cursor.chunk()]);
    }

    /** Reads a block of which nothing is known: what the chunks before have left is read again. */
    Cut cut(Cursor cursor) {
        int[] order = orders.apply(cursor.epoch());
        int[] carried = {};
        for (int at = cursor.chunk() - 1; at >= 0 && carried.length < cursor.carried(); at--) {
            carried = joined(List.of(chunks.read(order[at]).ids(), carried));
        }
        int more = Math.max(0, carried.length - cursor.carried());
        return cut(cursor, Arrays.copyOfRange(carried, more, carried.length));
    }

    /**
     * Reads a block.
     *
     * @param carried what the block before has left
     */
    Cut cut(Cursor cursor, int[] carried) {
        int[] order = orders.apply(cursor.epoch());
        List<int[]> parts = new ArrayList<>(List.of(carried));
        Map<Long, String> sha256 = new LinkedHashMap<>();
        long enough = Math.max(tokens, 2L * context + 1);
        int chunk = cursor.chunk();
        for (long there = carried.length; chunk < order.length && there < enough; chunk++) {
            Chunk read = chunks.read(order[chunk]);
            parts.add(read.ids());
            sha256.putAll(read.sha256());
            there += read.ids().length;
        }
        int[] ids = joined(parts);
        Block block = Block.shuffled(ids, context, seed, cursor);
        boolean last = chunk == order.length;
        int[] left = last ? new int[0] : Arrays.copyOfRange(ids, block.end(), ids.length);
        return new Cut(block, left, last ? Cursor.beginning(cursor.epoch() + 1)
                : new Cursor(cursor.epoch(), chunk, left.length, 0), sha256);
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(IntStream::of).toArray();
    }
}
