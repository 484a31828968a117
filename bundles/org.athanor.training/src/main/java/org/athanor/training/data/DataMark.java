package org.athanor.training.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.plugin.ProblemException;

/**
 * What identifies a dataset: a run that goes on with it notices when it is another. Of its records, {@value #SAMPLE}
 * that lie evenly over it are marked, and as many of those that the run is reading; of the rest the dataset's own
 * outline tells what a cheap look can.
 *
 * @param records how many records the dataset has
 * @param outline the dataset's outline; may be empty
 * @param sha256 the first {@value #DIGITS} hexadecimal digits of the SHA-256 of each marked record, by its index
 */
public record DataMark(long records, String outline, SortedMap<Long, String> sha256) {

    /** Of 64 KiB each: reading them costs less than preparing the first step. */
    static final int SAMPLE = 64;

    /** So many that no change goes unnoticed by chance; nobody is to be kept from forging text. */
    private static final int DIGITS = 16;

    public DataMark {
        sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
    }

    /** Marks a dataset; throws a {@link ProblemException} when it cannot be read. */
    public static DataMark of(Dataset dataset) {
        return new DataMark(dataset.size(), dataset.outline(), new TreeMap<>(spread(dataset.size()).boxed()
                .collect(Collectors.toMap(index -> index, index -> hash(dataset.read(index).unwrap())))));
    }

    /** Marks some of these records, too: {@value #SAMPLE} at most, evenly among them. */
    public DataMark with(Map<Long, String> read) {
        SortedMap<Long, String> all = new TreeMap<>(sha256);
        List<Map.Entry<Long, String>> given = new ArrayList<>(new TreeMap<>(read).entrySet());
        spread(given.size()).mapToObj(at -> given.get((int) at))
                .forEach(record -> all.put(record.getKey(), record.getValue()));
        return new DataMark(records, outline, all);
    }

    /**
     * Says how a dataset differs from the one that was marked, if it does.
     *
     * @throws ProblemException when it cannot be read
     */
    Optional<String> difference(Dataset dataset) {
        if (dataset.size() != records) {
            return Optional.of("it has " + dataset.size() + " records instead of " + records);
        }
        for (Map.Entry<Long, String> marked : sha256.entrySet()) {
            TextRecord record = dataset.read(marked.getKey()).unwrap();
            if (!hash(record).equals(marked.getValue())) {
                return Optional.of("record " + marked.getKey() + " (" + record.source() + ") reads otherwise");
            }
        }
        return dataset.outline().equals(outline) ? Optional.empty()
                : Optional.of("its files have other sizes, or other text in some places");
    }

    static String hash(TextRecord record) {
        MessageDigest digest = ContentHash.sha256();
        digest.update(record.text().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) (record.endsDocument() ? 1 : 0));
        return ContentHash.of(digest).substring(0, DIGITS);
    }

    /** Returns at most {@value #SAMPLE} of the numbers below {@code size}, evenly, with the first and the last. */
    private static LongStream spread(long size) {
        return size <= SAMPLE ? LongStream.range(0, size)
                : LongStream.range(0, SAMPLE).map(i -> (long) ((double) (size - 1) * i / (SAMPLE - 1)));
    }
}
