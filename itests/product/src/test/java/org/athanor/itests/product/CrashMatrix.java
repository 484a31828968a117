package org.athanor.itests.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.athanor.itests.harness.Faults.Deed;
import org.athanor.itests.harness.Faults.Point;

/** At which points the process died, and what it came back with. Thread-safe. */
final class CrashMatrix {

    /** What became of a crash that was ordered but never came. */
    static final String NOT_REACHED = "not reached";

    private final List<Cell> cells = Collections.synchronizedList(new ArrayList<>());

    /**
     * A crash.
     *
     * @param during what was being done
     * @param point where
     * @param deed how
     */
    record Crash(String during, Point point, Deed deed) {

        /** What is forced and by which action, without the bundle and the phase of the action. */
        String kind() {
            return kind(point);
        }

        static String kind(Point point) {
            return point.words().replaceAll(" org\\.athanor\\.[a-z.]+", "").replaceAll(" (begin|end) \\|", " |");
        }
    }

    private record Cell(Crash crash, String outcome) {
    }

    /**
     * Chooses where to crash.
     *
     * @param all every point of what is done, and otherwise one of each kind that was not chosen before
     * @param before the kinds that were chosen before; those that are chosen now are added
     */
    static List<Crash> choose(String during, List<Point> points, boolean all, List<String> before) {
        List<Crash> crashes = new ArrayList<>();
        Map<String, List<Point>> kinds = new LinkedHashMap<>();
        points.forEach(point -> kinds.computeIfAbsent(Crash.kind(point), kind -> new ArrayList<>()).add(point));
        kinds.forEach((kind, each) -> {
            boolean even = before.size() % 2 == 0;
            if (all) {
                each.forEach(point -> crashes.add(new Crash(during, point, deed(point, crashes.size() % 2 == 0))));
            } else if (!before.contains(kind)) {
                // The first of one kind and the last of the next: so half of the actions were begun, half ended.
                Point point = each.get(even ? 0 : each.size() - 1);
                crashes.add(new Crash(during, point, deed(point, even)));
            }
            before.add(kind);
        });
        return crashes;
    }

    /** What is written beside its place says little when it is complete; lines and folders are tried in both ways. */
    private static Deed deed(Point point, boolean even) {
        return even || point.words().matches("\\S*\\.(new|tmp|safetensors|json) .*") ? Deed.TEAR : Deed.HALT;
    }

    void add(Crash crash, String outcome) {
        cells.add(new Cell(crash, outcome));
    }

    long count(String outcome) {
        return cells.stream().filter(cell -> cell.outcome().equals(outcome)).count();
    }

    List<String> kinds() {
        return cells.stream().map(cell -> cell.crash().kind()).distinct().toList();
    }

    /** Returns a line per kind of point. */
    String table() {
        Map<String, Map<String, Integer>> rows = new LinkedHashMap<>();
        cells.forEach(cell -> rows.computeIfAbsent(cell.crash().during() + ": " + cell.crash().kind(),
                row -> new LinkedHashMap<>()).merge(cell.outcome(), 1, Integer::sum));
        StringBuilder table = new StringBuilder("crashes " + cells.size() + ", kinds of points " + rows.size() + "\n");
        rows.forEach((row, outcomes) -> table.append("  ").append(outcomes).append(' ').append(row).append('\n'));
        return table.toString();
    }
}
