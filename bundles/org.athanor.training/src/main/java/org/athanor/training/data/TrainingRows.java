package org.athanor.training.data;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
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
    private final LongSupplier boundMillis;
    private final Map<Place, FutureTask<Loaded>> loaded;

    private record Place(long epoch, int block) {
    }

    private record Loaded(Block block, DataMark mark) {
    }

    /**
     * Creates the rows of a dataset.
     *
     * @param context tokens per row
     * @param seed the run seed
     * @param threads runs the tokenizer and the data source
     * @param boundMillis how long whoever takes rows waits for a block before it counts as hanging
     */
    public TrainingRows(Dataset dataset, Tokenizer tokenizer, int context, long seed, Executor threads,
            LongSupplier boundMillis) {
        this(new TokenBlocks(dataset, tokenizer), context, seed, threads, boundMillis, Map.of());
    }

    private TrainingRows(TokenBlocks blocks, int context, long seed, Executor threads, LongSupplier boundMillis,
            Map<Place, FutureTask<Loaded>> loaded) {
        this.blocks = blocks;
        this.context = context;
        this.seed = seed;
        this.threads = threads;
        this.boundMillis = boundMillis;
        this.loaded = new ConcurrentHashMap<>(loaded);
    }

    /** Returns the same rows, read by other threads; blocks that are there already are shared. */
    public TrainingRows on(Executor others, LongSupplier otherBoundMillis) {
        Map<Place, FutureTask<Loaded>> done = new ConcurrentHashMap<>(loaded);
        done.values().removeIf(block -> !block.isDone() || failed(block));
        return new TrainingRows(blocks, context, seed, others, otherBoundMillis, done);
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

    /**
     * Returns the {@code count} rows from {@code cursor} on.
     *
     * @throws ProblemException also when a block does not come within the bound; what reads it has been interrupted
     */
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

    /** Returns what identifies the text of the block of which the row at {@code cursor} is, as it was read. */
    public DataMark mark(Cursor cursor) {
        return loaded(seek(cursor)).mark();
    }

    /** Returns the index of the first record of the block in which {@code cursor} stands. */
    public long firstRecord(Cursor cursor) {
        return blocks.firstRecord(blocks.order(seed, cursor.epoch())[cursor.block()]);
    }

    /** Returns the first cursor from {@code cursor} on that has a window, at most one epoch further. */
    private Cursor seek(Cursor cursor) {
        // The data may have become shorter since the cursor was there, if its user wants to go on with that.
        Cursor at = cursor.block() < blocks.count() ? cursor : new Cursor(cursor.epoch() + 1, 0, 0);
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
        return loaded(cursor).block();
    }

    private Loaded loaded(Cursor cursor) {
        Place place = new Place(cursor.epoch(), cursor.block());
        long millis = boundMillis.getAsLong();
        try {
            return get(loaded.computeIfAbsent(place, this::load), millis);
        } catch (TimeoutException e) {
            giveUp();
            throw new ProblemException(Problem.of(Kind.FAILED, "block " + place.block() + " of the text in epoch "
                    + place.epoch() + " has not come within " + millis / 1000.0 + " s", "data and tokenizer", ""));
        } catch (ExecutionException e) {
            giveUp();
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        }
    }

    private void giveUp() {
        loaded.values().forEach(block -> block.cancel(true));
        loaded.clear();
    }

    /** Whoever interrupts the reader of the rows does not mean the data: the interrupt is kept for later. */
    private static Loaded get(FutureTask<Loaded> block, long millis) throws ExecutionException, TimeoutException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return block.get(millis, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean failed(FutureTask<Loaded> done) {
        try {
            get(done, 0);
            return false;
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            return true;
        }
    }

    private FutureTask<Loaded> load(Place place) {
        FutureTask<Loaded> block = new FutureTask<>(() -> {
            int index = blocks.order(seed, place.epoch())[place.block()];
            TokenBlocks.Tokens tokens = blocks.tokens(index);
            return new Loaded(Block.shuffled(tokens.ids(), context, seed, place.epoch(), index), tokens.mark());
        });
        threads.execute(block);
        return block;
    }
}
