package org.athanor.training.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word that a user probably meant. */
public final class Nearest {

    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private Nearest() {
    }

    /** Returns {@code did you mean 'x'?} when one of {@code known} is near, else {@code one of a, b, c}. */
    public static String hint(String word, Collection<String> known) {
        int far = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(candidate -> DISTANCE.apply(word, candidate) <= far)
                .min(Comparator.comparing(candidate -> DISTANCE.apply(word, candidate)))
                .map(candidate -> "did you mean '" + candidate + "'?")
                .orElseGet(() -> known.isEmpty() ? "" : "one of "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
    }
}
