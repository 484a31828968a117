package org.athanor.training.data;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.athanor.api.data.Dataset;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;

/**
 * The rows of training steps, a function of the cursor. Blocks are read and tokenized ahead on the threads of the
 * generation; what was read ahead changes nothing about the rows. Read by one thread.
 */
public final class TrainingRows {

    private final TokenBlocks blocks;
    private final int context;
    private final long seed;
    private final Executor threads;
    private final Map<Place, CompletableFuture<Block>> loaded;

    private record Place(long epoch, int block) {
    }

    /**
     * Creates the rows of a dataset.
     *
     * @param context tokens per row
     * @param seed the run seed
     * @param threads runs the tokenizer and the data source
     */
    public TrainingRows(Dataset dataset, Tokenizer tokenizer, int context, long seed, Executor threads) {
        this(new TokenBlocks(dataset, tokenizer), context, seed, threads, Map.of());
    }

    private TrainingRows(TokenBlocks blocks, int context, long seed, Executor threads,
            Map<Place, CompletableFuture<Block>> loaded) {
        this.blocks = blocks;
        this.context = context;
        this.seed = seed;
        this.threads = threads;
        this.loaded = new ConcurrentHashMap<>(loaded);
    }

    /** Returns the same rows, read by other threads; blocks that are there already are shared. */
    public TrainingRows on(Executor others) {
        Map<Place, CompletableFuture<Block>> done = new ConcurrentHashMap<>(loaded);
        done.values().removeIf(block -> !block.isDone() || block.isCompletedExceptionally());
        return new TrainingRows(blocks, context, seed, others, done);
    }

    /**
     * Reads ahead to {@code cursor}, so that the next {@link #take} finds its block.
     *
     * @throws ProblemException when the data cannot be read or tokenized, or has no window
     */
    public void prepare(Cursor cursor) {
        if (blocks.count() == 0) {
            throw new ProblemException(Problem.of(Kind.CONFIGURATION, "there is no training text", "data",
                    "check data.path and data.split"));
        }
        seek(cursor);
    }

    /** Returns the {@code count} rows from {@code cursor} on. */
    public Rows take(Cursor cursor, int count) {
        long[] inputs = new long[count * context];
        long[] targets = new long[count * context];
        Cursor at = cursor;
        for (int row = 0; row < count; row++) {
            at = seek(at);
            block(at).copy(at.window(), inputs, targets, row * context);
            at = new Cursor(at.epoch(), at.block(), at.window() + 1);
        }
        readAhead(at);
        return new Rows(inputs, targets, count, context, at);
    }

    /** Returns the index of the first record of the block in which {@code cursor} stands. */
    public long firstRecord(Cursor cursor) {
        return blocks.firstRecord(blocks.order(seed, cursor.epoch())[cursor.block()]);
    }

    /** Returns the first cursor from {@code cursor} on that has a window, at most one epoch further. */
    private Cursor seek(Cursor cursor) {
        Cursor at = cursor;
        for (int tried = 0; tried <= blocks.count(); tried++) {
            if (at.window() < block(at).windows()) {
                return at;
            }
            at = after(at);
        }
        throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                "no piece of the training text has the " + (context + 1) + " tokens that a row needs", "data",
                "give more text or a shorter model.context"));
    }

    private Cursor after(Cursor cursor) {
        loaded.remove(new Place(cursor.epoch(), cursor.block()));
        return cursor.block() + 1 < blocks.count() ? new Cursor(cursor.epoch(), cursor.block() + 1, 0)
                : new Cursor(cursor.epoch() + 1, 0, 0);
    }

    private void readAhead(Cursor cursor) {
        if (cursor.window() * 2 > block(cursor).windows()) {
            Place next = cursor.block() + 1 < blocks.count() ? new Place(cursor.epoch(), cursor.block() + 1)
                    : new Place(cursor.epoch() + 1, 0);
            loaded.computeIfAbsent(next, this::load);
        }
    }

    private Block block(Cursor cursor) {
        try {
            return loaded.computeIfAbsent(new Place(cursor.epoch(), cursor.block()), this::load).join();
        } catch (CompletionException e) {
            loaded.clear();
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private CompletableFuture<Block> load(Place place) {
        return CompletableFuture.supplyAsync(() -> {
            int index = blocks.order(seed, place.epoch())[place.block()];
            return Block.shuffled(blocks.tokens(index), context, seed, place.epoch(), index);
        }, threads);
    }
}
