package org.athanor.training.state;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How often each parameter has been updated. Between two switches the same parameters train in every step, so one
 * more step is one more number.
 *
 * @param before the counts when the current set of trained parameters began to train
 * @param trained the parameters that train
 * @param since the steps since then
 */
public record UpdateCounts(Map<String, Long> before, Set<String> trained, long since) {

    public UpdateCounts {
        before = Map.copyOf(before);
        trained = Set.copyOf(trained);
    }

    /** Returns the count of a parameter; 0 when it never trained. */
    public long of(String parameter) {
        return before.getOrDefault(parameter, 0L) + (trained.contains(parameter) ? since : 0);
    }

    /** Returns the counts after one more step. */
    public UpdateCounts next() {
        return new UpdateCounts(before, trained, since + 1);
    }

    /** Returns these counts for another set of trained parameters; parameters that are not in {@code kept} go. */
    public UpdateCounts training(Collection<String> nowTrained, Collection<String> kept) {
        Map<String, Long> counts = all();
        counts.keySet().retainAll(kept);
        return new UpdateCounts(counts, Set.copyOf(nowTrained), 0);
    }

    /**
     * Returns the counts after going back to an earlier set of trained parameters.
     *
     * @param earlier the counts when that set was left
     * @param shared the parameters whose optimizer state was in use since; those of all others are as they were then
     */
    public UpdateCounts back(UpdateCounts earlier, Collection<String> shared) {
        Map<String, Long> counts = earlier.all();
        shared.forEach(name -> counts.put(name, of(name)));
        return new UpdateCounts(counts, earlier.trained(), 0);
    }

    /** Returns all counts above 0. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>(before);
        trained.forEach(name -> all.put(name, of(name)));
        all.values().removeIf(count -> count == 0);
        return all;
    }
}
