package org.athanor.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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

    /** Records with text that never repeats a character. */
    private static Dataset records(int count, int length) {
        return new Dataset() {
            @Override
            public long size() {
                return count;
            }

            @Override
            public Result<TextRecord> read(long index) {
                int start = 1000 + (int) index * length;
                return Result.ok(new TextRecord("r" + index, new String(IntStream.range(start, start + length)
                        .toArray(), 0, length), true));
            }
        };
    }

    private static TrainingRows rows(int count, int length, int context, long seed) {
        return new TrainingRows(records(count, length), CHARACTERS, context, seed, Runnable::run, () -> Long.MAX_VALUE);
    }

    @Property(tries = 50)
    void anEpochReadsEveryWindowOnce(@ForAll @IntRange(min = 1, max = 150) int count,
            @ForAll @IntRange(min = 2, max = 8) int context, @ForAll long seed) {
        TrainingRows rows = rows(count, 40, context, seed);
        Set<Long> starts = new HashSet<>();
        Cursor cursor = Cursor.START;
        while (true) {
            Rows row = rows.take(cursor, 1);
            if (row.next().epoch() > 0) {
                break;
            }
            assertThat(starts.add(row.inputs()[0])).as("the window starting at %s", row.inputs()[0]).isTrue();
            cursor = row.next();
        }
        int blocks = (count + TokenBlocks.RECORDS_PER_BLOCK - 1) / TokenBlocks.RECORDS_PER_BLOCK;
        // A block loses less than a context at its start and one at its end.
        assertThat(starts.size() + 1).isGreaterThanOrEqualTo((count * 40 - blocks * (2 * context + 1)) / context);
    }

    @Property(tries = 50)
    void rowsAreAFunctionOfTheCursorAlone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int batch) {
        TrainingRows straight = rows(130, 40, 5, seed);
        List<Rows> taken = new ArrayList<>();
        Cursor cursor = Cursor.START;
        for (int i = 0; i < 200; i++) {
            taken.add(straight.take(cursor, batch));
            cursor = taken.get(i).next();
        }
        for (int i = 1; i < 200; i += 37) {
            Rows again = rows(130, 40, 5, seed).on(Runnable::run, () -> Long.MAX_VALUE)
                    .take(taken.get(i - 1).next(), batch);
            assertThat(again.inputs()).isEqualTo(taken.get(i).inputs());
            assertThat(again.targets()).isEqualTo(taken.get(i).targets());
            assertThat(again.next()).isEqualTo(taken.get(i).next());
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
                .hasMessageContaining("has the 6 tokens that a row needs");
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
                .hasMessage("data and tokenizer: block 0 of the text in epoch 0 has not come within 0.2 s");
        Thread thread = reader.join();
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void otherDataIsToldByItsFirstRecordThatDiffers() {
        DataMark mark = rows(130, 40, 5, 1).mark(Cursor.START);
        assertThat(mark.records()).isEqualTo(130);
        assertThat(mark.difference(records(130, 40))).isEmpty();
        assertThat(mark.difference(records(131, 40))).contains("it has 131 records instead of 130");
        assertThat(mark.difference(records(130, 41))).contains("record " + mark.first() + " (r" + mark.first()
                + ") reads otherwise");
        assertThat(rows(130, 40, 5, 1).mark(new Cursor(0, 1, 0)).first()).isNotEqualTo(mark.first());
    }

    @Test
    void aCursorBehindTheEndOfDataThatHasShrunkGoesOnWithTheNextEpoch() {
        assertThat(rows(70, 40, 5, 1).take(new Cursor(3, 2, 1), 1).next().epoch()).isEqualTo(4);
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
