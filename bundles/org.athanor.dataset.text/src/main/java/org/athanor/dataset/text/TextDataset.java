package org.athanor.dataset.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.TextRecord;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;

/**
 * Records of segments. Record i of a segment nominally covers the bytes from i times to (i + 1) times the record size;
 * both ends move forward to a line end, by at most a quarter of the size. As the last record of a segment has at least
 * half the size, no record is empty.
 */
final class TextDataset implements Dataset {

    private final List<Segment> segments;
    private final int recordBytes;
    /** Element i: how many records the segments before segment i have. */
    private final long[] before;

    TextDataset(List<Segment> segments, int recordBytes) {
        this.segments = List.copyOf(segments);
        this.recordBytes = recordBytes;
        this.before = new long[segments.size() + 1];
        for (int i = 0; i < segments.size(); i++) {
            before[i + 1] = before[i] + records(segments.get(i));
        }
    }

    @Override
    public long size() {
        return before[segments.size()];
    }

    @Override
    public String outline() {
        StringBuilder outline = new StringBuilder();
        segments.forEach(segment -> outline.append(segment.file().survey().digest()).append(' ').append(segment.from())
                .append(' ').append(segment.to()).append(' ').append(segment.file().size()).append('\n'));
        return Survey.sha256(outline.toString().getBytes(UTF_8));
    }

    @Override
    public Result<TextRecord> read(long index) {
        Objects.checkIndex(index, size());
        int found = Arrays.binarySearch(before, index);
        // Every segment has records, so all elements differ and an inexact hit lies after the segment's own element.
        int number = found >= 0 ? found : -found - 2;
        Segment segment = segments.get(number);
        TextFile file = segment.file();
        try {
            if (!file.unchanged()) {
                return Result.err(Problem.of(Problem.Kind.IO, "the file has changed since the data was opened",
                        file.path().toString(), "restore it, or start a new run on the new text"));
            }
            return Result.ok(read(segment, index - before[number]));
        } catch (IOException unreadable) {
            return Result.err(new Problem(Problem.Kind.IO, "the file cannot be read any more",
                    file.path().toString(), "put it back as it was", Optional.of(unreadable)));
        }
    }

    private TextRecord read(Segment segment, long record) throws IOException {
        boolean first = record == 0;
        boolean last = record == records(segment) - 1;
        long nominalStart = segment.from() + record * recordBytes;
        long nominalEnd = nominalStart + recordBytes;
        int reach = recordBytes / 4;
        // One byte more in front tells whether the nominal start is the start of a line.
        long from = first ? nominalStart : nominalStart - 1;
        long to = last ? segment.to() : Math.min(segment.to(), nominalEnd + reach + 3);
        byte[] bytes = segment.file().read(from, to);
        int start = first ? 0 : Cut.near(bytes, 1, 1 + reach);
        int nominal = (int) (nominalEnd - from);
        int end = last ? bytes.length : Cut.near(bytes, nominal, nominal + reach);
        String text = new String(bytes, start, end - start, UTF_8);
        return new TextRecord(segment.file().name() + "@" + (from + start), text, last);
    }

    private long records(Segment segment) {
        return Math.max(1, (segment.to() - segment.from() + recordBytes / 2) / recordBytes);
    }
}
