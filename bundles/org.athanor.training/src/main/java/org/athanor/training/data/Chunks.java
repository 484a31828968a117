package org.athanor.training.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.tokenizer.Tokenizer;

/**
 * A dataset as chunks of {@value #RECORDS} consecutive records, which are read and tokenized at once: a place in the
 * data is found again by reading the chunks around it.
 */
final class Chunks {

    /** With records of 64 KiB a chunk is about 4 MiB of text. */
    static final int RECORDS = 64;

    private final Dataset dataset;
    private final Tokenizer tokenizer;

    Chunks(Dataset dataset, Tokenizer tokenizer) {
        this.dataset = dataset;
        this.tokenizer = tokenizer;
    }

    /** Returns the number of chunks. */
    int count() {
        return Math.toIntExact((dataset.size() + RECORDS - 1) / RECORDS);
    }

    /** Returns the index of a chunk's first record. */
    static long firstRecord(int chunk) {
        return (long) chunk * RECORDS;
    }

    /**
     * What a chunk holds.
     *
     * @param ids its tokens
     * @param sha256 what identifies each record, by index; see {@link DataMark}
     */
    record Chunk(int[] ids, Map<Long, String> sha256) {
    }

    /**
     * Reads and tokenizes a chunk.
     *
     * @throws ProblemException when a record cannot be read or a token is outside the vocabulary
     */
    Chunk read(int chunk) {
        List<int[]> parts = new ArrayList<>();
        Map<Long, String> hashes = new LinkedHashMap<>();
        StringBuilder document = new StringBuilder();
        long end = Math.min(dataset.size(), firstRecord(chunk + 1));
        for (long i = firstRecord(chunk); i < end; i++) {
            TextRecord record = dataset.read(i).unwrap();
            hashes.put(i, DataMark.hash(record));
            document.append(record.text());
            if (record.endsDocument()) {
                parts.add(encode(document, record.source()));
                document.setLength(0);
                tokenizer.vocabulary().endOfText().ifPresent(id -> parts.add(new int[] {id}));
            }
        }
        parts.add(encode(document, "the record before number " + end));
        return new Chunk(parts.stream().flatMapToInt(IntStream::of).toArray(), hashes);
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
