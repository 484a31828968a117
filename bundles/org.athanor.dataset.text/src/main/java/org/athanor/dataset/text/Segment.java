package org.athanor.dataset.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;

/**
 * A part of a file: the bytes in {@code [from, to)}, at least one.
 */
record Segment(TextFile file, long from, long to) {

    /** What trains and what is held out. */
    record Parts(List<Segment> training, List<Segment> evaluation) {
    }

    /**
     * Splits the concatenation of {@code files} at {@code share} of its bytes, moved to a line end nearby or at least
     * to the start of a code point. The line end is searched in at most half of what is held out, so that a short
     * file with long lines keeps something to evaluate on.
     *
     * @param reach how far, in bytes, the split may move
     */
    static Result<Parts> split(List<TextFile> files, double share, int reach) {
        long total = files.stream().mapToLong(TextFile::size).sum();
        long target = Math.round(total * share);
        long window = Math.min(reach, (total - target) / 2);
        List<Segment> training = new ArrayList<>();
        List<Segment> evaluation = new ArrayList<>();
        long start = 0;
        for (TextFile file : files) {
            long begin = file.begin();
            long cut = Math.max(begin, Math.min(file.size(), target - start));
            if (cut > begin && cut < file.size()) {
                try {
                    int nearby = (int) Math.min(window, file.size() - cut);
                    byte[] bytes = file.read(cut - 1, Math.min(file.size(), cut + nearby + 3));
                    cut += Cut.near(bytes, 1, 1 + nearby) - 1;
                } catch (IOException unreadable) {
                    return Result.err(new Problem(Problem.Kind.IO, "the file cannot be read", file.path().toString(),
                            "make it readable", Optional.of(unreadable)));
                }
            }
            if (cut > begin) {
                training.add(new Segment(file, begin, cut));
            }
            if (cut < file.size()) {
                evaluation.add(new Segment(file, cut, file.size()));
            }
            start += file.size();
        }
        return Result.ok(new Parts(training, evaluation));
    }
}
