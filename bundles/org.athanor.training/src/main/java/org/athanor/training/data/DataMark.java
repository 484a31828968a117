package org.athanor.training.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.ProblemException;

/**
 * What identifies the text at a place of a dataset: a run that goes on there notices when it is another.
 *
 * @param records how many records the dataset has
 * @param first the index of the first marked record
 * @param sha256 the first {@value #DIGITS} hexadecimal digits of the SHA-256 of each marked record, one after the other
 */
public record DataMark(long records, long first, List<String> sha256) {

    /** So many that no change goes unnoticed by chance; nobody is to be kept from forging text. */
    private static final int DIGITS = 16;

    public DataMark {
        sha256 = List.copyOf(sha256);
    }

    /** Marks the beginning of a dataset; throws a {@link ProblemException} when it cannot be read. */
    public static DataMark ofBeginning(Dataset dataset) {
        long end = Math.min(dataset.size(), TokenBlocks.RECORDS_PER_BLOCK);
        return new DataMark(dataset.size(), 0, LongStream.range(0, end)
                .mapToObj(index -> hash(dataset.read(index).unwrap())).toList());
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
        for (int i = 0; i < sha256.size(); i++) {
            TextRecord record = dataset.read(first + i).unwrap();
            if (!hash(record).equals(sha256.get(i))) {
                return Optional.of("record " + (first + i) + " (" + record.source() + ") reads otherwise");
            }
        }
        return Optional.empty();
    }

    static String hash(TextRecord record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(record.text().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) (record.endsDocument() ? 1 : 0));
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
