package org.athanor.training.data;

import java.util.SplittableRandom;
import org.athanor.torch.Seeds;

/**
 * Tokens that follow one another, cut into windows of {@code context} tokens (and the token that follows) in shuffled
 * order. The first grid of windows of an epoch starts at a random offset, so that each epoch cuts the text elsewhere.
 * Order and offset are functions of the run seed and of where the block begins.
 */
final class Block {

    private final int[] tokens;
    private final int context;
    private final int offset;
    private final int[] order;

    private Block(int[] tokens, int context, int offset, int[] order) {
        this.tokens = tokens;
        this.context = context;
        this.offset = offset;
        this.order = order;
    }

    /**
     * Cuts a block.
     *
     * @param tokens the tokens of the block
     * @param seed the run seed
     * @param begin where the block begins
     */
    static Block shuffled(int[] tokens, int context, long seed, Cursor begin) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "windows", begin.epoch(), begin.chunk()));
        int spare = begin.chunk() > 0 ? 0 : Math.max(0, tokens.length - 1 - context);
        int offset = spare == 0 ? 0 : random.nextInt(Math.min(spare + 1, context));
        return new Block(tokens, context, offset, permutation(Math.max(0, (tokens.length - 1 - offset) / context),
                random));
    }

    /** Returns a random order of the numbers below {@code size} (Fisher and Yates). */
    static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Returns how many windows the block has. */
    int windows() {
        return order.length;
    }

    /** Returns how many tokens its windows have used up; the one after that is only a target of the last of them. */
    int end() {
        return offset + order.length * context;
    }

    /**
     * Copies the window at a position of the shuffled order.
     *
     * @param inputs takes {@code context} tokens at {@code at}
     * @param targets takes the tokens that follow each of them, at {@code at}
     */
    void copy(int position, long[] inputs, long[] targets, int at) {
        int start = offset + order[position] * context;
        for (int i = 0; i < context; i++) {
            inputs[at + i] = tokens[start + i];
            targets[at + i] = tokens[start + i + 1];
        }
    }
}
