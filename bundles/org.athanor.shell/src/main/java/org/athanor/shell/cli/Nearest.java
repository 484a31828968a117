package org.athanor.shell.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody who mistyped a word probably meant. */
final class Nearest {

    private Nearest() {
    }

    /**
     * Returns the first known word that begins with this one, otherwise the one with the smallest edit distance unless
     * too many letters differ to be a slip.
     */
    static Optional<String> to(String word, Collection<String> known) {
        return known.stream().filter(candidate -> candidate.startsWith(word)).sorted().findFirst()
                .or(() -> closest(word, known));
    }

    private static Optional<String> closest(String word, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparing((String candidate) -> distance.apply(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance.apply(word, candidate)
                        <= Math.min(word.length() - 1, 2 + word.length() / 8));
    }
}
