package org.athanor.benchmarks;

import java.util.List;
import java.util.Locale;

/** Measured values of one thing. */
record Series(List<Double> sorted) {

    static Series of(List<Double> values) {
        return new Series(values.stream().sorted().toList());
    }

    /** Returns the value below which the share {@code part} of the values lies. */
    double quantile(double part) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
    }

    double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double smallest() {
        return sorted.get(0);
    }

    double largest() {
        return sorted.get(sorted.size() - 1);
    }

    /** Returns the distance from the smallest to the largest value as a share of the median: the noise. */
    double spread() {
        return (largest() - smallest()) / median();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%10.1f  (%.1f to %.1f, noise %.0f %%)", median(), smallest(), largest(),
                100 * spread());
    }
}
