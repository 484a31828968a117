package org.athanor.api.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An edge in the graph of versions of a state schema.
 *
 * @param schema the name of the schema
 * @param from the version that is taken
 * @param to the version that is given
 */
public record Migration(String schema, int from, int to) {

    /** Reads an edge from the attributes of an {@link AthanorMigrator} capability or component; empty when unfit. */
    public static Optional<Migration> of(@Nullable Object schema, @Nullable Object from,
            @Nullable Object to) {
        return schema instanceof String name && number(from).isPresent() && number(to).isPresent()
                ? Optional.of(new Migration(name, number(from).get(), number(to).get())) : Optional.empty();
    }

    /**
     * Finds the shortest path between two versions of a schema, up or down; among equally short ones the one whose
     * first differing edge comes first in {@code known}.
     *
     * @return the edges in order; none when the versions are equal; empty when there is no path
     */
    public static Optional<List<Migration>> path(Collection<Migration> known, String schema, int from, int to) {
        Map<Integer, Migration> cameBy = new HashMap<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty() && next.peek() != to) {
            int at = next.poll();
            for (Migration edge : known) {
                if (edge.schema.equals(schema) && edge.from == at && edge.to != from
                        && cameBy.putIfAbsent(edge.to, edge) == null) {
                    next.add(edge.to);
                }
            }
        }
        if (next.isEmpty()) {
            return Optional.empty();
        }
        List<Migration> path = new ArrayList<>();
        for (int at = to; at != from; at = path.get(0).from) {
            path.add(0, cameBy.get(at));
        }
        return Optional.of(path);
    }

    private static Optional<Integer> number(@Nullable Object value) {
        try {
            return value == null ? Optional.empty() : Optional.of(Integer.valueOf(String.valueOf(value)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
