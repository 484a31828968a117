package org.athanor.training.data;

import java.util.ArrayList;
import java.util.List;
import org.athanor.api.data.Dataset;
import org.athanor.api.tokenizer.Tokenizer;

/**
 * Rows of held-out text: the same ones at every evaluation. They are windows of the first blocks in an order that
 * depends on the run seed alone.
 */
public final class EvaluationRows {

    /** None that trains: held-out windows have an order of their own. */
    private static final long EPOCH = -1;

    private EvaluationRows() {
    }

    /**
     * Reads the rows.
     *
     * @param batches how many batches at most
     * @param batchSize rows per batch
     * @return the batches, fewer when the text is short; empty when not even one row fits
     */
    public static List<Rows> read(Dataset dataset, Tokenizer tokenizer, int context, long seed, int batches,
            int batchSize) {
        Blocks blocks = Blocks.inOrder(new Chunks(dataset, tokenizer), context, seed);
        List<Rows> read = new ArrayList<>();
        Cursor cursor = Cursor.beginning(EPOCH);
        int[] left = {};
        while (cursor.epoch() == EPOCH && cursor.chunk() < blocks.chunks() && read.size() < batches) {
            Blocks.Cut cut = blocks.cut(cursor, left);
            Block block = cut.block();
            for (int at = 0; at < block.windows() && read.size() < batches; at += batchSize) {
                int rows = Math.min(batchSize, block.windows() - at);
                long[] inputs = new long[rows * context];
                long[] targets = new long[rows * context];
                for (int row = 0; row < rows; row++) {
                    block.copy(at + row, inputs, targets, row * context);
                }
                read.add(new Rows(inputs, targets, rows, context, Cursor.START));
            }
            cursor = cut.next();
            left = cut.left();
        }
        return read;
    }
}
