package org.athanor.exchange.swap;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.work.RunningWork;

/** Tells the report, the ledger and the loggers of a session how its exchanges end. Thread-safe. */
public final class SwapReporter {

    private final RunningWork work;
    private final SwapTable swaps;
    private final Consumer<RunEvent> events;

    /** Creates a reporter. */
    public SwapReporter(RunningWork work, SwapTable swaps, Consumer<RunEvent> events) {
        this.work = work;
        this.swaps = swaps;
        this.events = events;
    }

    /** Writes into the ledger that an exchange was switched to, whose end is open. */
    void open(Probation exchange) {
        exchange.changes().forEach(change -> swaps.switched(exchange.record(change, "", ""), change));
    }

    /** {@code remark}: why it ended so, or what was not as it should be; empty when nothing was. */
    void ended(Probation exchange, SwapOutcome outcome, String remark) {
        long step = work.step();
        Level level = outcome instanceof SwapOutcome.Committed ? Level.INFO : Level.WARNING;
        for (SlotChange change : exchange.changes()) {
            SwapRecord swap = exchange.record(change, outcome.word(), remark);
            if (exchange.exchange().again()) {
                swaps.addAgain(swap, change, step);
            } else {
                swaps.add(swap, Optional.of(change), step);
            }
            events.accept(new RunEvent(step, level, "exchanged", swap.subject() + " "
                    + version(swap.from()) + " -> " + version(swap.to()) + settings(change) + " "
                    + outcome.word().replace('_', ' ')
                    + " at step " + swap.step() + String.format(Locale.ROOT, " (stall %.3f ms)", swap.stallMillis())
                    + (remark.isEmpty() ? "" : ": " + remark)));
        }
    }

    /** Warns of something at an exchange that stops nothing. */
    void warn(String message) {
        events.accept(new RunEvent(work.step(), Level.WARNING, "warning", message));
    }

    private static String settings(SlotChange change) {
        String settings = change.newSettings();
        return settings.isEmpty() ? "" : " with " + settings;
    }

    private static String version(String version) {
        return version.isEmpty() ? "(none)" : version;
    }
}
