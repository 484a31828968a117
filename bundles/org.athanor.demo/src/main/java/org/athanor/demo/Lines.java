package org.athanor.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.athanor.api.session.SwapRecord;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;

/** What the demo prints, line by line. */
final class Lines {

    private static final int WIDEST = 100;
    private static final int NARROWEST_LAST_COLUMN = 20;
    private static final int LINES_OF_SAMPLE = 12;
    private static final int GAP = 2;
    private static final String SPEED = "tokens_per_second";
    private static final String EVAL_LOSS = "eval_loss";

    private Lines() {
    }

    /** Returns the lines for an exchange that has just been made: what, and why it was not plainly committed. */
    static List<String> exchange(SwapRecord swap) {
        String what = String.format(Locale.ROOT, "step %4d  %s %s -> %s ", swap.step(), swap.subject(), swap.from(),
                swap.to()) + words(swap.outcome());
        String why = "           " + cause(swap.reason());
        return switch (swap.outcome()) {
            case "committed" -> List.of(what + ", stalled for " + stall(swap));
            case "refused" -> List.of(what + ", the run is untouched:", why);
            case "rolled_back" -> List.of(what + " at once:", why);
            default -> List.of(what + ":", why);
        };
    }

    /** Returns the last clause of a reason without an aside at its end: what is at the bottom of it. */
    static String cause(String reason) {
        String statement = reason.replaceAll(" \\([^()]*\\)$", "");
        return statement.substring(statement.lastIndexOf(": ") + 1).strip();
    }

    /** Returns the swap table, at most {@code width} columns wide. */
    static List<String> table(List<Performed> performed, int width) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"step", "plugin", "version", "stall", "outcome"});
        for (Performed each : performed) {
            SwapRecord swap = each.swap();
            rows.add(new String[] {Long.toString(swap.step()), swap.subject(),
                swap.from() + " -> " + swap.to(), stall(swap),
                words(swap.outcome()) + (swap.reason().isEmpty() ? "" : ": " + cause(swap.reason()))});
        }
        int last = rows.get(0).length - 1;
        Column[] columns = new Column[last + 1];
        int room = Math.min(width, WIDEST);
        for (int i = 0; i < last; i++) {
            int column = i;
            int widest = rows.stream().mapToInt(row -> row[column].length()).max().orElse(0) + GAP;
            columns[i] = new Column(widest, 0, Overflow.TRUNCATE);
            room -= widest;
        }
        columns[last] = new Column(Math.max(NARROWEST_LAST_COLUMN, room), 0, Overflow.WRAP);
        Help.TextTable table = Help.TextTable.forColumns(Help.defaultColorScheme(Help.Ansi.OFF), columns);
        rows.forEach(table::addRowValues);
        return table.toString().lines().map(String::stripTrailing).toList();
    }

    /** Returns the comparison of the two runs. */
    static List<String> comparison(Verdict verdict) {
        return List.of(
                String.format(Locale.ROOT,
                        "tokens/s          %,.0f with exchanges, %,.0f untouched, in a warm JVM by then",
                        verdict.swapped().number(SPEED), verdict.untouched().number(SPEED)),
                String.format(Locale.ROOT, "held-out loss     %.4f with exchanges, %.4f untouched",
                        verdict.swapped().number(EVAL_LOSS), verdict.untouched().number(EVAL_LOSS)),
                "metrics.jsonl     " + (verdict.sameMetrics() ? "equal, byte for byte" : "DIFFERENT"),
                "parameters sha256 " + (verdict.sameParameters() ? "equal:" : "DIFFERENT:"),
                "    " + verdict.swapped().text(Verdict.PARAMETERS),
                (verdict.sameParameters() ? "  = " : "  / ") + verdict.untouched().text(Verdict.PARAMETERS));
    }

    /** Returns the first lines of generated text, indented, without blank ones and without control characters. */
    static List<String> sample(String text, int width) {
        int room = Math.min(width, WIDEST) - 4;
        return text.replace("\t", "    ").replaceAll("[\\p{IsControl}&&[^\n]]", "?").lines()
                .map(line -> ("    " + line.substring(0, Math.min(line.length(), room))).stripTrailing())
                .filter(line -> !line.isEmpty()).limit(LINES_OF_SAMPLE).toList();
    }

    /** Returns the words for an outcome: {@code rolled back}. */
    static String words(String outcome) {
        return outcome.replace('_', ' ');
    }

    private static String stall(SwapRecord swap) {
        return swap.outcome().equals("refused") ? "none"
                : String.format(Locale.ROOT, swap.stallMillis() < 10 ? "%.3f ms" : "%.1f ms", swap.stallMillis());
    }
}
