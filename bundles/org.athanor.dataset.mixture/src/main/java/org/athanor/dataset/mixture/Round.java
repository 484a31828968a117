package org.athanor.dataset.mixture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which source comes at which of {@value #PLACES} places; after the last one it begins again. The places of a source
 * lie as evenly as they can: smooth weighted round-robin, as in nginx.
 */
final class Round {

    /** A weight counts in thousandths. */
    static final int PLACES = 1000;

    private final int[] sources = new int[PLACES];
    /** How many places before this one the same source has. */
    private final int[] ranks = new int[PLACES];
    private final int[][] places;

    /** {@code weights}: of at least one source, each above 0. */
    Round(double[] weights) {
        int[] shares = shares(weights);
        places = Arrays.stream(shares).mapToObj(int[]::new).toArray(int[][]::new);
        int[] credit = new int[weights.length];
        int[] given = new int[weights.length];
        for (int place = 0; place < PLACES; place++) {
            int next = 0;
            for (int source = 0; source < credit.length; source++) {
                credit[source] += shares[source];
                next = credit[source] > credit[next] ? source : next;
            }
            credit[next] -= PLACES;
            sources[place] = next;
            ranks[place] = given[next];
            places[next][given[next]++] = place;
        }
    }

    /**
     * Returns how many places each source has: its share, rounded so that all are given (largest remainder). A source
     * whose share is too small has none.
     */
    static int[] shares(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        double[] exact = Arrays.stream(weights).map(weight -> weight / sum * PLACES).toArray();
        int[] shares = Arrays.stream(exact).mapToInt(share -> (int) share).toArray();
        IntStream.range(0, weights.length).boxed()
                .sorted(Comparator.comparingDouble((Integer source) -> shares[source] - exact[source]))
                .limit(PLACES - Arrays.stream(shares).sum()).forEach(source -> shares[source]++);
        return shares;
    }

    /** Returns the source at a position. */
    int source(long position) {
        return sources[(int) (position % PLACES)];
    }

    /** Returns how many positions before this one have the same source. */
    long rank(long position) {
        int place = (int) (position % PLACES);
        return position / PLACES * places[sources[place]].length + ranks[place];
    }

    /** Returns the position at which a source comes after {@code rank} times. */
    long position(int source, long rank) {
        int[] own = places[source];
        return Math.addExact(Math.multiplyExact(rank / own.length, (long) PLACES), own[(int) (rank % own.length)]);
    }
}
