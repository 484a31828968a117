package org.athanor.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;
import org.athanor.torch.Seeds;

/**
 * A dataset as blocks of tokens. A block holds {@value #RECORDS_PER_BLOCK} consecutive records, so that memory is
 * bounded and finding a block again costs reading just that block.
 */
final class TokenBlocks {

    /** With records of 64 KiB a block is about 4 MiB of text. */
    static final int RECORDS_PER_BLOCK = 64;

    private final Dataset dataset;
    private final Tokenizer tokenizer;

    TokenBlocks(Dataset dataset, Tokenizer tokenizer) {
        this.dataset = dataset;
        this.tokenizer = tokenizer;
    }

    /** Returns the number of blocks. */
    int count() {
        return Math.toIntExact((dataset.size() + RECORDS_PER_BLOCK - 1) / RECORDS_PER_BLOCK);
    }

    /** Returns the shuffled order of the blocks in an epoch. */
    int[] order(long seed, long epoch) {
        return Block.permutation(count(), new SplittableRandom(Seeds.of(seed, "blocks", epoch)));
    }

    /** Returns the index of a block's first record. */
    long firstRecord(int block) {
        return (long) block * RECORDS_PER_BLOCK;
    }

    /**
     * What a block holds.
     *
     * @param ids its tokens
     * @param mark what identifies its text
     */
    record Tokens(int[] ids, DataMark mark) {
    }

    /**
     * Reads and tokenizes a block.
     *
     * @throws ProblemException when a record cannot be read or a token is outside the vocabulary
     */
    Tokens tokens(int block) {
        List<int[]> parts = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        StringBuilder document = new StringBuilder();
        long end = Math.min(dataset.size(), firstRecord(block + 1));
        for (long i = firstRecord(block); i < end; i++) {
            TextRecord record = dataset.read(i).unwrap();
            hashes.add(DataMark.hash(record));
            document.append(record.text());
            if (record.endsDocument()) {
                parts.add(encode(document, record.source()));
                document.setLength(0);
                tokenizer.vocabulary().endOfText().ifPresent(id -> parts.add(new int[] {id}));
            }
        }
        parts.add(encode(document, "the end of block " + block));
        return new Tokens(parts.stream().flatMapToInt(IntStream::of).toArray(),
                new DataMark(dataset.size(), firstRecord(block), hashes));
    }

    private int[] encode(CharSequence text, String source) {
        int[] tokens = tokenizer.encode(text.toString());
        int size = tokenizer.vocabulary().size();
        for (int token : tokens) {
            if (token < 0 || token >= size) {
                throw new ProblemException(Problem.of(Kind.FAILED, "the tokenizer answered the token " + token
                        + ", but its vocabulary has " + size, source, ""));
            }
        }
        return tokens;
    }
}
