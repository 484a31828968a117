package org.athanor.shell.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Predicate;
import org.athanor.api.session.SessionStatus;

/**
 * Where sessions stand, as text. What only some kinds of work tell is shown where it is told: a loss by a training, a
 * last step by work that has one.
 */
public final class StatusText {

    private static final String TRAIN_LOSS = "train_loss";
    private static final String EVAL_LOSS = "eval_loss";
    private static final String SPEED = "tokens_per_second";
    private static final String LEARNING_RATE = "learning_rate";

    /** Told in the first line already. */
    private static final Set<String> IN_LINE = Set.of(TRAIN_LOSS, EVAL_LOSS, SPEED);

    private static final List<Column> COLUMNS = List.of(
            new Column("session", status -> true, SessionStatus::id),
            new Column("state", status -> true, status -> status.state().word()),
            new Column(">step", status -> true, status -> Long.toString(status.step())),
            new Column(">of", status -> status.maxSteps() > 0, status -> Long.toString(status.maxSteps())),
            new Column(">loss", tells(TRAIN_LOSS), status -> loss(number(status, TRAIN_LOSS))),
            new Column(">held out", tells(EVAL_LOSS), status -> loss(number(status, EVAL_LOSS))),
            new Column(">tokens/s", tells(SPEED), status -> whole(number(status, SPEED))),
            new Column("detail", status -> true, SessionStatus::detail));

    /** A column of the table; a session for which {@code has} does not hold leaves its cell empty. */
    private record Column(String heading, Predicate<SessionStatus> has, Function<SessionStatus, String> text) {

        String cell(SessionStatus status) {
            return has.test(status) ? text.apply(status) : "";
        }
    }

    private StatusText() {
    }

    /** Returns one line. */
    public static String line(SessionStatus status) {
        StringJoiner line = new StringJoiner(", ", status.id() + ": ", "");
        line.add(status.state().word());
        line.add("step " + status.step() + (status.maxSteps() > 0 ? " of " + status.maxSteps() : ""));
        if (!Double.isNaN(number(status, TRAIN_LOSS))) {
            line.add("loss " + loss(number(status, TRAIN_LOSS)));
        }
        if (!Double.isNaN(number(status, EVAL_LOSS))) {
            line.add("held out " + loss(number(status, EVAL_LOSS)));
        }
        if (status.state() == SessionStatus.State.RUNNING && number(status, SPEED) > 0) {
            line.add(whole(number(status, SPEED)) + " tokens/s");
        }
        return status.detail().isEmpty() ? line.toString() : line + " (" + status.detail() + ")";
    }

    /** Returns that line, and one for each further value. */
    static String lines(SessionStatus status) {
        StringJoiner lines = new StringJoiner("\n").add(line(status));
        status.values().forEach((name, value) -> {
            if (!IN_LINE.contains(name) && !Double.valueOf(Double.NaN).equals(value)) {
                lines.add(further(name.replace('_', ' '), text(name, value)));
            }
        });
        return lines.add(further("generation", Long.toString(status.generation()))).toString();
    }

    /** Returns a table, without the columns that all sessions would leave empty. */
    static String table(List<SessionStatus> sessions) {
        List<Column> columns = new ArrayList<>(COLUMNS);
        columns.removeIf(column -> sessions.stream().noneMatch(column.has));
        Table table = new Table(columns.stream().map(Column::heading).toArray(String[]::new));
        sessions.forEach(status -> table.row(columns.stream().map(column -> column.cell(status))
                .toArray(String[]::new)));
        return table.toString();
    }

    private static Predicate<SessionStatus> tells(String name) {
        return status -> status.values().get(name) instanceof Number;
    }

    private static double number(SessionStatus status, String name) {
        return status.values().get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static String further(String name, String text) {
        return String.format("  %-14s %s", name, text);
    }

    private static String text(String name, Object value) {
        if (value instanceof Double real) {
            return String.format(Locale.ROOT, name.equals(LEARNING_RATE) ? "%.2e" : "%.4g", real);
        }
        return value instanceof Number number ? whole(number.doubleValue()) : String.valueOf(value);
    }

    private static String loss(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
