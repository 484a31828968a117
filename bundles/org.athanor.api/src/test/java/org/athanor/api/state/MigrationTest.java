package org.athanor.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MigrationTest {

    private static final int VERSIONS = 7;

    @Provide
    Arbitrary<List<Migration>> graphs() {
        Arbitrary<Integer> version = Arbitraries.integers().between(1, VERSIONS);
        return version.flatMap(from -> version.map(to -> new Migration("s", from, to))).list().ofMaxSize(20);
    }

    @Property
    void thePathIsConnectedAndAsShortAsCanBe(@ForAll("graphs") List<Migration> graph,
            @ForAll @IntRange(min = 1, max = VERSIONS) int from, @ForAll @IntRange(min = 1, max = VERSIONS) int to) {
        Optional<List<Migration>> path = Migration.path(graph, "s", from, to);
        assertThat(path.map(List::size)).isEqualTo(shortest(graph, from, to));
        int at = from;
        for (Migration edge : path.orElse(List.of())) {
            assertThat(graph).contains(edge);
            assertThat(edge.from()).isEqualTo(at);
            at = edge.to();
        }
        if (path.isPresent()) {
            assertThat(at).isEqualTo(to);
        }
    }

    /** Floyd and Warshall: another algorithm for the same answer. */
    private static Optional<Integer> shortest(List<Migration> graph, int from, int to) {
        int far = 1000;
        int[][] distance = new int[VERSIONS + 1][VERSIONS + 1];
        for (int i = 1; i <= VERSIONS; i++) {
            for (int j = 1; j <= VERSIONS; j++) {
                distance[i][j] = i == j ? 0 : far;
            }
        }
        graph.stream().filter(edge -> edge.from() != edge.to()).forEach(edge -> distance[edge.from()][edge.to()] = 1);
        IntStream.rangeClosed(1, VERSIONS).forEach(k -> IntStream.rangeClosed(1, VERSIONS).forEach(i ->
                IntStream.rangeClosed(1, VERSIONS).forEach(j -> distance[i][j] = Math.min(distance[i][j],
                        distance[i][k] + distance[k][j]))));
        return distance[from][to] >= far ? Optional.empty() : Optional.of(distance[from][to]);
    }

    @Test
    void otherSchemasAreNoHelp() {
        List<Migration> graph = List.of(new Migration("a", 1, 2), new Migration("b", 2, 3), new Migration("a", 3, 2));
        assertThat(Migration.path(graph, "a", 1, 3)).isEmpty();
        assertThat(Migration.path(graph, "a", 1, 2).orElseThrow().stream().map(Migration::to)
                .collect(Collectors.toList())).containsExactly(2);
        assertThat(Migration.path(graph, "c", 4, 4)).contains(List.of());
    }
}
