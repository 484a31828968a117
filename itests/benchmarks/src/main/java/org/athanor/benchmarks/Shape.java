package org.athanor.benchmarks;

import java.util.Arrays;

/**
 * The sizes of a benchmark: a GPT-2-like model and the rows of a step.
 *
 * @param vocabulary token ids
 * @param context tokens per row
 * @param width of a hidden state
 * @param layers blocks
 * @param heads attention heads per block
 * @param batch rows per step
 */
record Shape(int vocabulary, int context, int width, int layers, int heads, int batch) {

    /** Reads {@code vocabulary/context/width/layers/heads/batch}. */
    static Shape parse(String text) {
        int[] sizes = Arrays.stream(text.split("/")).mapToInt(Integer::parseInt).toArray();
        return new Shape(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
    }

    /** Rows of one micro-batch: two of them make a step. */
    int microBatch() {
        return batch / 2;
    }

    int tokens() {
        return batch * context;
    }

    @Override
    public String toString() {
        return vocabulary + "/" + context + "/" + width + "/" + layers + "/" + heads + "/" + batch;
    }
}
