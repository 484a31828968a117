package org.athanor.api.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody who mistyped a word, or did not write it to its end, probably meant. */
public final class Nearest {

    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();
    private static final int FEWEST_EDITS = 2;

    private Nearest() {
    }

    /**
     * Returns the known word that was probably meant: the first in alphabetical order that begins with {@code word},
     * otherwise the one with the fewest edits, unless they are more than two and more than a third of the letters, or
     * would leave none of them.
     */
    public static Optional<String> find(String word, Collection<String> known) {
        return known.stream().filter(each -> !word.isEmpty() && each.startsWith(word)).sorted().findFirst()
                .or(() -> fewestEdits(word, known));
    }

    private static Optional<String> fewestEdits(String word, Collection<String> known) {
        int most = Math.min(word.length() - 1, Math.max(FEWEST_EDITS, word.length() / 3));
        return known.stream().min(Comparator.comparing((String each) -> DISTANCE.apply(word, each))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(each -> DISTANCE.apply(word, each) <= most);
    }

    /**
     * Returns a remedy: {@code did you mean 'x'?} when a known word is near, else {@code one of a, b, c}; empty when
     * none is known.
     */
    public static String hint(String word, Collection<String> known) {
        return find(word, known).map(near -> "did you mean '" + near + "'?").orElseGet(() -> known.isEmpty() ? ""
                : "one of " + known.stream().sorted().collect(Collectors.joining(", ")));
    }
}
