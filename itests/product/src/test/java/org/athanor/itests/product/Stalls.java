package org.athanor.itests.product;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.athanor.itests.harness.Report.Swap;

/** How long the step loop stood still for exchanges, for people to read. */
final class Stalls {

    private final List<Swap> swaps;

    Stalls(List<Swap> swaps) {
        this.swaps = swaps;
    }

    /** Returns a table with a line per plugin, and a histogram over all; in milliseconds. */
    String table() {
        StringBuilder text = new StringBuilder(String.format("%-24s %5s  %8s %8s %8s %8s %8s%n", "stall in ms",
                "swaps", "least", "median", "p90", "p99", "worst"));
        Map<String, List<Swap>> byPlugin = swaps.stream()
                .collect(Collectors.groupingBy(Swap::plugin, TreeMap::new, Collectors.toList()));
        byPlugin.forEach((plugin, some) -> text.append(row(plugin, some)));
        text.append(row("all", swaps));
        Map<Integer, Long> buckets = swaps.stream().map(Swap::stallMillis)
                .collect(Collectors.groupingBy(Stalls::bucket, TreeMap::new, Collectors.counting()));
        long most = buckets.values().stream().max(Comparator.naturalOrder()).orElse(1L);
        buckets.forEach((bucket, count) -> text.append(String.format(Locale.ROOT, "up to %7.3f ms %5d %s%n",
                Math.pow(2, bucket), count, "#".repeat((int) Math.ceil(50.0 * count / most)))));
        return text.toString();
    }

    private static String row(String name, List<Swap> swaps) {
        double[] sorted = swaps.stream().mapToDouble(Swap::stallMillis).sorted().toArray();
        Function<Double, Double> rank = share -> sorted[(int) Math.ceil(share * sorted.length) - 1];
        return String.format(Locale.ROOT, "%-24s %5d  %8.3f %8.3f %8.3f %8.3f %8.3f%n", name, sorted.length, sorted[0],
                rank.apply(0.5), rank.apply(0.9), rank.apply(0.99), sorted[sorted.length - 1]);
    }

    /** Returns the least power of two, of milliseconds, that is not less. */
    private static int bucket(double millis) {
        return (int) Math.ceil(Math.log(Math.max(millis, 1.0 / 1024)) / Math.log(2));
    }
}
