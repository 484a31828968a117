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
        TokenBlocks blocks = new TokenBlocks(dataset, tokenizer);
        List<Rows> read = new ArrayList<>();
        for (int index = 0; index < blocks.count() && read.size() < batches; index++) {
            Block block = Block.shuffled(blocks.tokens(index).ids(), context, seed, -1, index);
            for (int at = 0; at < block.windows() && read.size() < batches; at += batchSize) {
                int rows = Math.min(batchSize, block.windows() - at);
                long[] inputs = new long[rows * context];
                long[] targets = new long[rows * context];
                for (int row = 0; row < rows; row++) {
                    block.copy(at + row, inputs, targets, row * context);
                }
                read.add(new Rows(inputs, targets, rows, context, Cursor.START));
            }
        }
        return read;
    }
}
