package org.athanor.training.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.torch.Torch;
import org.athanor.training.shadow.TextShadow.Side;
import org.junit.jupiter.api.Test;

class TextShadowTest {

    private static final Tokenizer RIGHT = new Merging(Set.of("th", "zq"));
    private static final Tokenizer WRONG = new Merging(Set.of("th"));
    private static final List<String> COMMON = List.of("this is\nwhere ", "they went ", "then. ");

    /** Two letters are one token when they are a known pair: a tokenizer with merges. */
    private record Merging(Set<String> pairs) implements Tokenizer {

        @Override
        public Vocabulary vocabulary() {
            return new Vocabulary("pairs", 0x20000, "f", OptionalInt.empty());
        }

        @Override
        public int[] encode(String text) {
            IntStream.Builder tokens = IntStream.builder();
            for (int i = 0; i < text.length(); i++) {
                boolean pair = i + 1 < text.length() && pairs.contains(text.substring(i, i + 2));
                tokens.add(pair ? text.charAt(i) << 8 | text.charAt(i + 1) : text.charAt(i));
                i += pair ? 1 : 0;
            }
            return tokens.build().toArray();
        }

        @Override
        public String decode(int[] tokens) {
            StringBuilder text = new StringBuilder();
            for (int token : tokens) {
                text.append(token > 0xFF ? "" + (char) (token >> 8) + (char) (token & 0xFF) : "" + (char) token);
            }
            return text.toString();
        }
    }

    /** Answers one token, whatever the text is. */
    private record Constant(int token) implements Tokenizer {

        @Override
        public Vocabulary vocabulary() {
            return RIGHT.vocabulary();
        }

        @Override
        public int[] encode(String text) {
            return new int[] {token};
        }

        @Override
        public String decode(int[] tokens) {
            return "";
        }
    }

    /** Records that are given, and notes of which have been read. */
    private record Given(List<String> training, List<String> heldOut, Set<Long> read) implements DataSource {

        Given(List<String> training, List<String> heldOut) {
            this(training, heldOut, new ConcurrentSkipListSet<>());
        }

        @Override
        public Result<Dataset> open(Split split) {
            List<String> records = split == Split.TRAINING ? training : heldOut;
            return Result.ok(new Dataset() {
                @Override
                public long size() {
                    return records.size();
                }

                @Override
                public Result<TextRecord> read(long index) {
                    read.add(index);
                    return Result.ok(new TextRecord("text@" + index, records.get((int) index), true));
                }
            });
        }
    }

    private static Optional<Problem> compare(Side old, Side fresh, boolean mayDiffer, long first) {
        try (GenerationThreads threads = new GenerationThreads("test", new ThreadPlan(1, Torch::useOneThread))) {
            return new TextShadow(old, fresh, mayDiffer).compare(first, threads);
        }
    }

    private static Optional<Problem> tokens(DataSource data, Tokenizer fresh) {
        return compare(new Side(data, RIGHT), new Side(data, fresh), false, 0);
    }

    @Test
    void aMergeThatIsMissingIsNamedWithItsPlaceAndBothReadings() {
        DataSource data = new Given(List.of("this is", "a\nzqx"), COMMON);
        assertThat(tokens(data, RIGHT)).isEmpty();
        assertThat(tokens(data, WRONG).orElseThrow().message()).isEqualTo("shadow: the training text differs: text@1,"
                + " character 2, reads as 122 'z' 113 'q' 120 'x' instead of 31345 'zq' 120 'x';"
                + " allow it with --may-differ if that is meant");
    }

    @Test
    void aDecoderThatIsWrongIsFoundAlthoughTheTokensAreTheSame() {
        Tokenizer wrong = new Tokenizer() {
            @Override
            public Vocabulary vocabulary() {
                return RIGHT.vocabulary();
            }

            @Override
            public int[] encode(String text) {
                return RIGHT.encode(text);
            }

            @Override
            public String decode(int[] tokens) {
                return RIGHT.decode(tokens).replace('q', 'k');
            }
        };
        assertThat(tokens(new Given(List.of("this is", "a\nzqx"), COMMON), wrong).orElseThrow().message())
                .isEqualTo("shadow: the training text differs: text@1, the tokens from character 3 on are decoded as "
                        + "'kx' instead of 'qx'; allow it with --may-differ if that is meant");
    }

    @Test
    void aRareMergeIsFoundInTextThatIsHeldOut() {
        assertThat(tokens(new Given(COMMON, List.of("then", "zq")), WRONG).orElseThrow().message())
                .contains("the held-out text differs: text@1, character 0");
    }

    @Test
    void theWholeOfASmallDataSetIsReadWhereverTheSessionStands() {
        for (int size = 1; size <= 40; size++) {
            for (int first : List.of(0, size / 2, size - 1)) {
                Given data = new Given(List.copyOf(Collections.nCopies(size, "th")), List.of());
                assertThat(compare(new Side(data, RIGHT), new Side(data, WRONG), false, first)).isEmpty();
                assertThat(data.read()).hasSize(size);
            }
        }
    }

    @Test
    void theSampleOfALargeDataSetIsBoundedBeginsAtTheSessionAndIsSpread() {
        String mebibyte = "x".repeat(1 << 20);
        Given data = new Given(Collections.nCopies(1000, mebibyte), List.of());
        assertThat(compare(new Side(data, new Constant(0)), new Side(data, new Constant(0)), false, 500)).isEmpty();
        List<Long> read = new ArrayList<>(data.read());
        assertThat(read).hasSize(4).contains(500L);
        assertThat(read.get(0)).isLessThan(300);
        assertThat(read.get(3)).isGreaterThan(700);
    }

    @Test
    void dataThatReadsOtherwiseIsNamed() {
        Side old = new Side(new Given(COMMON, COMMON), RIGHT);
        assertThat(compare(old, new Side(new Given(COMMON, List.of("this is")), RIGHT), false, 0).orElseThrow()
                .message()).contains("the held-out text differs: has 1 records instead of 3");
        assertThat(compare(old, new Side(new Given(List.of("this is\nhere ", "they went ", "then. "), COMMON), RIGHT),
                false, 0).orElseThrow().message())
                .contains("text@0, character 8, has 'here ' instead of 'where '");
    }

    @Test
    void aVersionThatMayDifferMustStillAnswerTokensOfTheVocabulary() {
        Given data = new Given(COMMON, COMMON);
        assertThat(compare(new Side(data, RIGHT), new Side(data, new Merging(Set.of())), true, 0)).isEmpty();
        assertThat(compare(new Side(data, RIGHT), new Side(data, new Constant(-1)), true, 0).orElseThrow().message())
                .contains("reads as the token -1, but the vocabulary has 131072");
    }

    @Test
    void dataWithoutTextIsNoEvidence() {
        assertThat(tokens(new Given(List.of(), List.of()), RIGHT).orElseThrow().message())
                .contains("no text could be compared");
    }
}
