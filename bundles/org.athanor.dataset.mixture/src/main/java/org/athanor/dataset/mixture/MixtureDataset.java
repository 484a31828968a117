package org.athanor.dataset.mixture;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Result;

/**
 * The records of several datasets in a round. It has every record of each; those of a dataset that has come to its end
 * come again. What it reads belongs to the generation that opened it, as it does itself.
 */
final class MixtureDataset implements Dataset {

    private final List<Part> parts;
    private final Round round;
    private final long size;

    /**
     * A source with records.
     *
     * @param slot its slot
     * @param weight its weight
     * @param records its records, at least one
     */
    record Part(String slot, double weight, Dataset records) {
    }

    /** {@code parts}: may be none, for a dataset of no records. */
    MixtureDataset(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.round = new Round(parts.isEmpty() ? new double[] {1}
                : parts.stream().mapToDouble(Part::weight).toArray());
        this.size = IntStream.range(0, parts.size())
                .mapToLong(part -> round.position(part, parts.get(part).records().size() - 1) + 1).max().orElse(0);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String outline() {
        return parts.stream().map(part -> part.weight() + " " + part.records().outline())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public Result<TextRecord> read(long index) {
        Objects.checkIndex(index, size);
        Part part = parts.get(round.source(index));
        long record = round.rank(index) % part.records().size();
        boolean goesOn = index + 1 < size && parts.get(round.source(index + 1)).equals(part)
                && record + 1 < part.records().size();
        return part.records().read(record).map(read -> new TextRecord(part.slot() + ": " + read.source(), read.text(),
                read.endsDocument() || !goesOn));
    }
}
