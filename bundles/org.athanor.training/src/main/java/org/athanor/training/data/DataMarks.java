package org.athanor.training.data;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Split;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;

/**
 * What identifies the data of a run.
 *
 * @param source the data source, {@code data:name}: another one is meant to read other data
 * @param marks a mark in each part of the data that is in use; none when nothing was marked
 */
public record DataMarks(String source, Map<Split, DataMark> marks) {

    /** Of a run that has not marked its data: fits any. */
    public static final DataMarks NONE = new DataMarks("", Map.of());

    public DataMarks {
        marks = Map.copyOf(marks);
    }

    /** Marks some of the training records, too. */
    public DataMarks with(Map<Long, String> read) {
        Map<Split, DataMark> more = new EnumMap<>(Split.class);
        marks.forEach((part, mark) -> more.put(part, part == Split.TRAINING ? mark.with(read) : mark));
        return new DataMarks(source, more);
    }

    /**
     * Checks that a data source gives the data that was marked.
     *
     * @param given the data source that gives it, {@code data:name}
     * @param since when it was marked, for the user
     * @param remedy what a user can do about other data
     * @throws ProblemException names the first record that differs
     */
    public void check(DataSource data, String given, String since, String remedy) {
        if (!given.equals(source)) {
            return;
        }
        for (Split part : Split.values()) {
            Optional<String> difference = Optional.ofNullable(marks.get(part))
                    .flatMap(mark -> mark.difference(data.open(part).unwrap()));
            if (difference.isPresent()) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION, "the " + word(part)
                        + " data has changed since " + since + ": " + difference.get(), "data", remedy));
            }
        }
    }

    /** Returns the marks as fields of a JSON object, which {@link #read} reads. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", source);
        for (Split part : Split.values()) {
            Optional.ofNullable(marks.get(part)).ifPresent(mark -> fields.put(word(part), fields(mark)));
        }
        return fields;
    }

    /** In one order: the checkpoints of two runs that came to the same are the same, byte for byte. */
    private static Map<String, Object> fields(DataMark mark) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("records", mark.records());
        fields.put("outline", mark.outline());
        Map<String, Object> sha256 = new LinkedHashMap<>();
        mark.sha256().forEach((index, hash) -> sha256.put(String.valueOf(index), hash));
        fields.put("sha256", sha256);
        return fields;
    }

    /** Reads what {@link #fields} made. */
    public static DataMarks read(LedgerFields fields) {
        Map<Split, DataMark> marks = new EnumMap<>(Split.class);
        for (Split part : Split.values()) {
            if (fields.has(word(part))) {
                LedgerFields mark = fields.object(word(part));
                LedgerFields hashes = mark.object("sha256");
                SortedMap<Long, String> sha256 = new TreeMap<>();
                hashes.values().keySet().forEach(index -> sha256.put(Long.valueOf(index), hashes.text(index)));
                marks.put(part, new DataMark(mark.number("records"), mark.text("outline"), sha256));
            }
        }
        return new DataMarks(fields.text("source"), marks);
    }

    private static String word(Split part) {
        return part.name().toLowerCase(Locale.ROOT);
    }
}
