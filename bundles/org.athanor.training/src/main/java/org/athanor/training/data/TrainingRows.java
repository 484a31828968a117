package org.athanor.training.data;

import java.util.Map;
import java.util.Optional;
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
import org.athanor.training.data.Blocks.Cut;

/**
 * The rows of training steps, a function of the cursor. Blocks are read and tokenized ahead on the threads of the
 * generation; what was read ahead changes nothing about the rows. Read by one thread.
 */
public final class TrainingRows {

    private final Blocks blocks;
    private final int context;
    private final Executor threads;
    private final LongSupplier boundMillis;
    /** By the cursor with which each begins. */
    private final Map<Cursor, FutureTask<Cut>> loaded;

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
        this(Blocks.shuffled(new Chunks(dataset, tokenizer), context, seed, Blocks.TOKENS), context, threads,
                boundMillis, Map.of());
    }

    TrainingRows(Blocks blocks, int context, Executor threads, LongSupplier boundMillis,
            Map<Cursor, FutureTask<Cut>> loaded) {
        this.blocks = blocks;
        this.context = context;
        this.threads = threads;
        this.boundMillis = boundMillis;
        this.loaded = new ConcurrentHashMap<>(loaded);
    }

    /** Returns the same rows, read by other threads; blocks that are there already are shared. */
    public TrainingRows on(Executor others, LongSupplier otherBoundMillis) {
        Map<Cursor, FutureTask<Cut>> done = new ConcurrentHashMap<>(loaded);
        done.values().removeIf(block -> !block.isDone() || failed(block));
        return new TrainingRows(blocks, context, others, otherBoundMillis, done);
    }

    /**
     * Reads ahead to {@code cursor}, so that the next {@link #take} finds its block.
     *
     * @throws ProblemException when the data cannot be read or tokenized, or has no window
     */
    public void prepare(Cursor cursor) {
        if (blocks.chunks() == 0) {
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
            cut(at).block().copy(at.window(), inputs, targets, row * context);
            at = at.at(at.window() + 1);
        }
        readAhead(at);
        return new Rows(inputs, targets, count, context, at);
    }

    /** Returns what identifies the records of the block of which the row at {@code cursor} is, as they were read. */
    public Map<Long, String> sha256(Cursor cursor) {
        return cut(seek(cursor)).sha256();
    }

    /** Returns the index of the first record of the chunk in which the block at {@code cursor} begins. */
    public long firstRecord(Cursor cursor) {
        return blocks.firstRecord(cursor);
    }

    /**
     * Returns the first cursor from {@code cursor} on that has a window, at most one epoch further. A block without one
     * is the last of its epoch; the next one is the first of an epoch, and no other has more to choose from.
     */
    private Cursor seek(Cursor cursor) {
        // The data may have become shorter since the cursor was there, if its user wants to go on with that.
        Cursor at = cursor.chunk() < blocks.chunks() ? cursor : Cursor.beginning(cursor.epoch() + 1);
        while (at.window() >= cut(at).block().windows()) {
            if (at.equals(Cursor.beginning(at.epoch()))) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                        "the training text has fewer than the " + (context + 1) + " tokens that a row needs", "data",
                        "give more text or a shorter model.context"));
            }
            at = after(at);
        }
        return at;
    }

    private Cursor after(Cursor cursor) {
        Cut left = cut(cursor);
        loaded.computeIfAbsent(left.next(), next -> load(next, Optional.of(left.left())));
        loaded.remove(cursor.at(0));
        return left.next();
    }

    private void readAhead(Cursor cursor) {
        Cut cut = cut(cursor);
        if (cursor.window() * 2 > cut.block().windows()) {
            loaded.computeIfAbsent(cut.next(), next -> load(next, Optional.of(cut.left())));
        }
    }

    private Cut cut(Cursor cursor) {
        long millis = boundMillis.getAsLong();
        try {
            return get(loaded.computeIfAbsent(cursor.at(0), begin -> load(begin, Optional.empty())), millis);
        } catch (TimeoutException e) {
            giveUp();
            throw new ProblemException(Problem.of(Kind.FAILED, "the text from chunk " + cursor.chunk() + " of epoch "
                    + cursor.epoch() + " on has not come within " + millis / 1000.0 + " s", "data and tokenizer", ""));
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
    private static Cut get(FutureTask<Cut> block, long millis) throws ExecutionException, TimeoutException {
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

    private static boolean failed(FutureTask<Cut> done) {
        try {
            get(done, 0);
            return false;
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            return true;
        }
    }

    /** {@code carried}: what the block before has left, if it is there. */
    private FutureTask<Cut> load(Cursor begin, Optional<int[]> carried) {
        FutureTask<Cut> block = new FutureTask<>(() ->
                carried.map(left -> blocks.cut(begin, left)).orElseGet(() -> blocks.cut(begin)));
        threads.execute(block);
        return block;
    }
}
