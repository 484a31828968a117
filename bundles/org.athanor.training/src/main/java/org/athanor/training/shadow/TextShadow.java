package org.athanor.training.shadow;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.exchange.threads.GenerationThreads;

/**
 * Compares what two versions of a data source and of a tokenizer read. The sample is a function of the data and of
 * where the session stands: it begins there, goes over training text and held-out text in strides that spread it
 * evenly, and is the whole of a small data set. One record is in memory at a time.
 */
final class TextShadow {

    /** Characters of training text, and of held-out text, that make a sample: a second or two of byte pair encoding. */
    private static final long SAMPLE = 4 << 20;

    /** Tokens shown of each reading. */
    private static final int SHOWN = 4;

    /** Characters shown of each text. */
    private static final int AROUND = 20;

    private final Side old;
    private final Side fresh;
    private final boolean mayDiffer;

    /**
     * What reads.
     *
     * @param data the data source
     * @param tokenizer the tokenizer
     */
    record Side(DataSource data, Tokenizer tokenizer) {
    }

    /** {@code mayDiffer}: differences are no problem, but tokens outside the vocabulary are. */
    TextShadow(Side old, Side fresh, boolean mayDiffer) {
        this.old = old;
        this.fresh = fresh;
        this.mayDiffer = mayDiffer;
    }

    /**
     * Compares the sample.
     *
     * @param first the record of the training text at which the session stands
     * @param threads run the plugins, and bound how long a record may take
     */
    Optional<Problem> compare(long first, GenerationThreads threads) {
        long compared = 0;
        for (Split split : Split.values()) {
            Dataset before = threads.within(() -> old.data().open(split).unwrap());
            Dataset after = old.data() == fresh.data() ? before
                    : threads.within(() -> fresh.data().open(split).unwrap());
            if (before.size() != after.size() && !mayDiffer) {
                return problem(split, "has " + after.size() + " records instead of " + before.size());
            }
            long size = Math.min(before.size(), after.size());
            long stride = stride(size);
            long index = split == Split.TRAINING && first < size ? first : 0;
            long characters = 0;
            for (long read = 0; read < size && characters < SAMPLE; read++) {
                long at = index;
                Reading reading = threads.within(() -> read(split, before, after, at));
                if (reading.difference().isPresent()) {
                    return reading.difference();
                }
                characters += reading.characters();
                index = (index + stride) % size;
            }
            compared += characters;
        }
        return compared > 0 ? Optional.empty() : Optional.of(Problem.of(Kind.REFUSED,
                "no text could be compared: the data has none", "shadow", "let it in with --may-differ"));
    }

    /** The golden section of a size, moved to a number coprime to it: every record comes once, any few lie apart. */
    private static long stride(long size) {
        long stride = Math.max(1, Math.round(size * 0.618));
        while (stride > 1 && BigInteger.valueOf(stride).gcd(BigInteger.valueOf(size)).bitLength() > 1) {
            stride--;
        }
        return stride;
    }

    private record Reading(long characters, Optional<Problem> difference) {
    }

    private Reading read(Split split, Dataset before, Dataset after, long index) {
        TextRecord text = before.read(index).unwrap();
        TextRecord other = before == after ? text : after.read(index).unwrap();
        int[] expected = old.tokenizer().encode(text.text());
        int[] actual = fresh.tokenizer().encode(other.text());
        Optional<Problem> difference = mayDiffer ? Optional.empty() : texts(split, text, other)
                .or(() -> tokens(split, text, expected, actual)).or(() -> decoded(split, text, expected, actual));
        return new Reading(text.text().length(), outside(split, other, actual).or(() -> difference));
    }

    private static Optional<Problem> texts(Split split, TextRecord text, TextRecord other) {
        if (text.endsDocument() != other.endsDocument()) {
            return problem(split, text.source() + " " + (other.endsDocument() ? "ends a document" : "ends no document")
                    + " any more");
        }
        int at = text.text().equals(other.text()) ? -1 : mismatch(text.text(), other.text());
        return at < 0 ? Optional.empty() : problem(split, text.source() + ", character " + at + ", has '"
                + excerpt(other.text(), at) + "' instead of '" + excerpt(text.text(), at) + "'");
    }

    private static int mismatch(String one, String other) {
        return Arrays.mismatch(one.toCharArray(), other.toCharArray());
    }

    private static String excerpt(String text, int at) {
        return escaped(text.substring(Math.min(at, text.length()), Math.min(text.length(), at + AROUND)));
    }

    private Optional<Problem> tokens(Split split, TextRecord text, int[] expected, int[] actual) {
        int at = Arrays.mismatch(expected, actual);
        if (at < 0) {
            return Optional.empty();
        }
        int place = old.tokenizer().decode(Arrays.copyOf(expected, at)).length();
        return problem(split, text.source() + ", character " + place + ", reads as "
                + shown(fresh.tokenizer(), actual, at) + " instead of " + shown(old.tokenizer(), expected, at));
    }

    private Optional<Problem> decoded(Split split, TextRecord text, int[] expected, int[] actual) {
        String before = old.tokenizer().decode(expected);
        String after = fresh.tokenizer().decode(actual);
        int at = before.equals(after) ? -1 : mismatch(before, after);
        return at < 0 ? Optional.empty() : problem(split, text.source() + ", the tokens from character " + at
                + " on are decoded as '" + excerpt(after, at) + "' instead of '" + excerpt(before, at) + "'");
    }

    private static String shown(Tokenizer tokenizer, int[] tokens, int at) {
        if (at >= tokens.length) {
            return "nothing more";
        }
        StringBuilder words = new StringBuilder();
        for (int i = at; i < Math.min(tokens.length, at + SHOWN); i++) {
            words.append(i == at ? "" : " ").append(tokens[i]).append(" '")
                    .append(escaped(tokenizer.decode(new int[] {tokens[i]}))).append('\'');
        }
        return words.toString();
    }

    private Optional<Problem> outside(Split split, TextRecord text, int[] tokens) {
        int size = fresh.tokenizer().vocabulary().size();
        return Arrays.stream(tokens).filter(token -> token < 0 || token >= size).boxed().findFirst()
                .flatMap(token -> problem(split, text.source() + " reads as the token " + token
                        + ", but the vocabulary has " + size));
    }

    private static String escaped(String text) {
        return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }

    private static Optional<Problem> problem(Split split, String what) {
        return Optional.of(Problem.of(Kind.REFUSED, "the " + (split == Split.TRAINING ? "training" : "held-out")
                + " text differs: " + what, "shadow", "allow it with --may-differ if that is meant"));
    }
}
