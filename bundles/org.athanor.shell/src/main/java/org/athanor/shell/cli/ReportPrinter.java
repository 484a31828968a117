package org.athanor.shell.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;

/** Prints the report of a run for a person. */
final class ReportPrinter {

    private static final int MAX_REASON = 70;
    private static final String TOKENS = "tokens";
    private static final String SPEED = "tokens_per_second";
    private static final String TRAIN_LOSS = "train_loss";
    private static final String EVAL_LOSS = "eval_loss";
    private static final String PARAMETERS = "parameters_sha256";

    /** Have a place of their own where a run tells them. */
    private static final Set<String> PLACED = Set.of(TOKENS, SPEED, TRAIN_LOSS, EVAL_LOSS, PARAMETERS);

    private final PrintStream out;

    ReportPrinter(PrintStream out) {
        this.out = out;
    }

    void print(RunReport report, Path directory) {
        out.println(first(report));
        if (!report.reason().isEmpty()) {
            out.println("  reason      " + report.reason());
        }
        losses(report).ifPresent(losses -> out.println("  loss        " + losses));
        if (report.results().containsKey(PARAMETERS)) {
            out.println("  parameters  sha256 " + report.text(PARAMETERS));
        }
        report.results().forEach((name, value) -> {
            if (!PLACED.contains(name)) {
                out.printf(Locale.ROOT, "  %-11s %s%n", name.replace('_', ' '), text(value));
            }
        });
        out.printf(Locale.ROOT, "  memory      %,d MiB at most%n", report.peakRssBytes() >> 20);
        out.println("  folder      " + directory);
        if (report.resumes() > 0) {
            out.println("  resumed     " + report.resumes() + (report.resumes() == 1 ? " time" : " times"));
        }
        if (report.failedCalls() > 0) {
            out.println("  failed calls of plugins: " + report.failedCalls());
        }
        if (!report.swaps().isEmpty()) {
            out.print(table(report.swaps()).indent(2));
        }
        out.flush();
    }

    private static String first(RunReport report) {
        StringJoiner line = new StringJoiner(", ");
        line.add(String.format(Locale.ROOT, "%s %s after %,d steps", report.id(), report.status(), report.steps()));
        if (report.results().containsKey(TOKENS)) {
            line.add(String.format(Locale.ROOT, "%,.0f tokens", report.number(TOKENS)));
        }
        if (report.results().containsKey(SPEED)) {
            line.add(String.format(Locale.ROOT, "%,.0f tokens/s", report.number(SPEED)));
        }
        return line.toString();
    }

    private static Optional<String> losses(RunReport report) {
        StringJoiner losses = new StringJoiner(", ");
        if (report.results().containsKey(TRAIN_LOSS)) {
            losses.add("train " + loss(report.number(TRAIN_LOSS)));
        }
        if (report.results().containsKey(EVAL_LOSS)) {
            losses.add("held out " + loss(report.number(EVAL_LOSS)));
        }
        return Optional.of(losses.toString()).filter(line -> !line.isEmpty());
    }

    private static String text(Object value) {
        return Double.valueOf(Double.NaN).equals(value) ? "-" : String.valueOf(value);
    }

    private static String loss(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** Returns the swap table: one line per exchange, columns as wide as their widest cell. */
    static String table(List<SwapRecord> swaps) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"step", "plugin", "from", "to", "outcome", "stall ms", "reason"});
        for (SwapRecord swap : swaps) {
            rows.add(new String[] {Long.toString(swap.step()), swap.subject(), dash(swap.from()),
                dash(swap.to()), swap.outcome(),
                String.format(Locale.ROOT, "%.3f", swap.stallMillis()), swap.reason()});
        }
        Column[] columns = new Column[rows.get(0).length];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            int width = rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
            boolean last = i == columns.length - 1;
            columns[i] = new Column((last ? Math.min(width, MAX_REASON) : width) + 2, 0,
                    last ? Overflow.WRAP : Overflow.TRUNCATE);
        }
        Help.TextTable table = Help.TextTable.forColumns(Help.defaultColorScheme(Help.Ansi.OFF), columns);
        rows.forEach(table::addRowValues);
        return table.toString().lines().map(String::stripTrailing).reduce("", (text, line) -> text + line + "\n");
    }

    private static String dash(String version) {
        return version.isEmpty() ? "-" : version;
    }
}
