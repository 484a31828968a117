package org.athanor.shell.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;

/** Prints the report of a run for a person. */
final class ReportPrinter {

    private static final int MAX_REASON = 70;
    /** Results that have a line or a place of their own. */
    private static final Set<String> OF_A_TRAINING = Set.of("tokens", "train_loss", "eval_loss", "parameters_sha256",
            "tokens_per_second");

    private final PrintStream out;

    ReportPrinter(PrintStream out) {
        this.out = out;
    }

    void print(RunReport report, Path directory) {
        out.printf(Locale.ROOT, "%s %s after %,d steps", report.id(), report.status(), report.steps());
        if (report.results().containsKey("tokens")) {
            out.printf(Locale.ROOT, ", %,d tokens, %,.0f tokens/s", (long) report.number("tokens"),
                    report.number("tokens_per_second"));
        }
        out.println();
        if (!report.reason().isEmpty()) {
            out.println("  reason      " + report.reason());
        }
        if (report.results().containsKey("train_loss")) {
            out.printf(Locale.ROOT, "  loss        train %s, held out %s%n", loss(report.number("train_loss")),
                    loss(report.number("eval_loss")));
        }
        if (report.results().containsKey("parameters_sha256")) {
            out.println("  parameters  sha256 " + report.text("parameters_sha256"));
        }
        report.results().entrySet().stream().filter(result -> !OF_A_TRAINING.contains(result.getKey()))
                .forEach(result -> out.printf(Locale.ROOT, "  %-11s %s%n", result.getKey(), result.getValue()));
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

    private static String loss(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** Returns the swap table: one line per exchange, columns as wide as their widest cell. */
    static String table(List<SwapRecord> swaps) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"step", "plugin", "from", "to", "outcome", "stall ms", "reason"});
        for (SwapRecord swap : swaps) {
            rows.add(new String[] {Long.toString(swap.step()), swap.subject(),
                dash(swap.from()), dash(swap.to()), swap.outcome(),
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
