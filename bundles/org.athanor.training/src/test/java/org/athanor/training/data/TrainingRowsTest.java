package org.athanor.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {

    /** Every character is its own token, so that a row tells which text it was. */
    private static final Tokenizer CHARACTERS = new Tokenizer() {
        @Override
        public Vocabulary vocabulary() {
            return new Vocabulary("characters", 0x10000, "f", OptionalInt.empty());
        }

        @Override
        public int[] encode(String text) {
            return text.chars().toArray();
        }

        @Override
        public String decode(int[] tokens) {
            return new String(tokens, 0, tokens.length);
        }
    };

    /** Records of these lengths with text that never repeats a character. */
    private static Dataset records(List<Integer> lengths) {
        int[] starts = new int[lengths.size() + 1];
        for (int i = 0; i < lengths.size(); i++) {
            starts[i + 1] = starts[i] + lengths.get(i);
        }
        return new Dataset() {
            @Override
            public long size() {
                return lengths.size();
            }

            @Override
            public Result<TextRecord> read(long index) {
                int start = 1000 + starts[(int) index];
                int length = lengths.get((int) index);
                return Result.ok(new TextRecord("r" + index, new String(IntStream.range(start, start + length)
                        .toArray(), 0, length), true));
            }
        };
    }

    private static Dataset records(int count, int length) {
        return records(Collections.nCopies(count, length));
    }

    private static TrainingRows rows(Dataset records, int context, long seed, int blockTokens) {
        return new TrainingRows(Blocks.shuffled(new Chunks(records, CHARACTERS), context, seed, blockTokens), context,
                Runnable::run, () -> Long.MAX_VALUE, Map.of());
    }

    private static TrainingRows rows(int count, int length, int context, long seed) {
        return rows(records(count, length), context, seed, 1);
    }

    /** Reads the rows of an epoch; the last one is the first of the next. */
    private static List<Rows> epoch(TrainingRows rows, long epoch) {
        List<Rows> taken = new ArrayList<>();
        Cursor cursor = Cursor.beginning(epoch);
        while (cursor.epoch() == epoch) {
            taken.add(rows.take(cursor, 1));
            cursor = taken.get(taken.size() - 1).next();
        }
        return taken;
    }

    @Property(tries = 100)
    void anEpochReadsEveryTokenOnceButLessThanAWindowAtItsEnds(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 60) Integer> lengths,
            @ForAll @IntRange(min = 2, max = 40) int context, @ForAll @IntRange(min = 1, max = 2000) int blockTokens,
            @ForAll long seed) {
        int tokens = lengths.stream().mapToInt(Integer::intValue).sum();
        Assume.that(tokens > context);
        List<Rows> taken = epoch(rows(records(lengths), context, seed, blockTokens), 0);
        Set<Long> seen = new HashSet<>();
        taken.subList(0, taken.size() - 1).forEach(row -> Arrays.stream(row.inputs())
                .forEach(token -> assertThat(seen.add(token)).as("token %s is read once", token).isTrue()));
        assertThat(seen.size()).isBetween(tokens - 2 * context + 1, tokens - 1);
    }

    @Property(tries = 50)
    void rowsAreAFunctionOfTheCursorAlone(
            @ForAll @Size(min = 100, max = 200) List<@IntRange(max = 60) Integer> lengths, @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int batch, @ForAll @IntRange(min = 1, max = 2000) int blockTokens) {
        Assume.that(lengths.stream().mapToInt(Integer::intValue).sum() > 100);
        TrainingRows straight = rows(records(lengths), 5, seed, blockTokens);
        List<Rows> taken = new ArrayList<>();
        Cursor cursor = Cursor.START;
        for (int i = 0; i < 300; i++) {
            taken.add(straight.take(cursor, batch));
            cursor = taken.get(i).next();
        }
        for (int i = 1; i < 300; i += 23) {
            Rows again = rows(records(lengths), 5, seed, blockTokens).on(Runnable::run, () -> Long.MAX_VALUE)
                    .take(taken.get(i - 1).next(), batch);
            assertThat(again.inputs()).isEqualTo(taken.get(i).inputs());
            assertThat(again.targets()).isEqualTo(taken.get(i).targets());
            assertThat(again.next()).isEqualTo(taken.get(i).next());
        }
    }

    @Test
    void manyShortDocumentsFillLongRows() {
        assertThat(epoch(rows(records(2000, 7), 512, 1, Blocks.TOKENS), 0)).hasSizeBetween(26, 28);
        assertThat(epoch(rows(records(2000, 7), 4096, 1, 1), 0)).hasSizeGreaterThan(2);
    }

    @Test
    void aShortDocumentBehindAChunkOfLongOnesEndsNoEpoch() {
        List<Integer> lengths = new ArrayList<>(Collections.nCopies(Chunks.RECORDS, 150));
        lengths.add(3);
        TrainingRows rows = rows(records(lengths), 100, 1, 1);
        for (int epoch = 0; epoch < 4; epoch++) {
            assertThat(epoch(rows, epoch)).hasSizeGreaterThan(94);
        }
    }

    @Property(tries = 50)
    void targetsFollowTheirInputs(@ForAll long seed) {
        Rows rows = rows(3, 40, 5, seed).take(Cursor.START, 12);
        for (int row = 0; row < 12; row++) {
            long[] inputs = Arrays.copyOfRange(rows.inputs(), row * 5, row * 5 + 5);
            long[] targets = Arrays.copyOfRange(rows.targets(), row * 5, row * 5 + 5);
            for (int i = 0; i < 5; i++) {
                assertThat(targets[i]).isEqualTo(inputs[i] + 1);
            }
        }
    }

    @Test
    void refusesTextThatIsTooShortForARow() {
        assertThatThrownBy(() -> rows(1, 5, 5, 1).prepare(Cursor.START)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("has fewer than the 6 tokens that a row needs");
        assertThatThrownBy(() -> rows(0, 5, 5, 1).prepare(Cursor.START)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("there is no training text");
    }

    @Test
    void aBlockThatDoesNotComeIsGivenUpAndItsThreadInterrupted() throws InterruptedException {
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        Dataset hanging = new Dataset() {
            @Override
            public long size() {
                return 1;
            }

            @Override
            public Result<TextRecord> read(long index) {
                reader.complete(Thread.currentThread());
                try {
                    new CountDownLatch(1).await();
                    throw new AssertionError("nobody counts down");
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
        };
        TrainingRows rows = new TrainingRows(hanging, CHARACTERS, 5, 1, task -> new Thread(task).start(), () -> 200);
        assertThatThrownBy(() -> rows.take(Cursor.START, 1)).isInstanceOf(ProblemException.class)
                .hasMessage("data and tokenizer: the text from chunk 0 of epoch 0 on has not come within 0.2 s");
        Thread thread = reader.join();
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aCursorBehindTheEndOfDataThatHasShrunkGoesOnWithTheNextEpoch() {
        assertThat(rows(70, 40, 5, 1).take(new Cursor(3, 2, 1, 1), 1).next().epoch()).isEqualTo(4);
    }

    @Test
    void anEvaluationReadsTheSameRowsEveryTime() {
        List<Rows> first = EvaluationRows.read(records(5, 40), CHARACTERS, 5, 7, 3, 4);
        List<Rows> second = EvaluationRows.read(records(5, 40), CHARACTERS, 5, 7, 3, 4);
        assertThat(first).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(first.get(i).inputs()).isEqualTo(second.get(i).inputs());
        }
    }
}
