package org.athanor.exchange.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.lifecycle.LedgerLine;

/**
 * A live setting that a run's ledger tells of.
 *
 * @param step the completed steps when it was changed
 * @param key its dotted key
 * @param value what it was changed to, as it was given
 */
public record RecordedSetting(long step, String key, String value) {

    /** The type of such a line. */
    public static final String LINE = "setting";
    /** Marks a line of a setting that an earlier line of the ledger tells of, made again. */
    public static final String AGAIN = "again";
    /** Marks a line of a setting that was chosen when the run was resumed. */
    public static final String OVERRIDE = "override";

    /**
     * Returns the changes that a checkpoint does not hold and that are to be made again, in order. One that was made on
     * a later course of the run takes the place of what an earlier course did to the same key from there on.
     *
     * @param lines the ledger
     * @param checkpoint the step of the checkpoint that the run goes on from; empty when it begins again
     * @param overridden keys that are chosen anew
     */
    public static List<RecordedSetting> after(List<LedgerLine> lines, Optional<Long> checkpoint,
            Set<String> overridden) {
        long from = checkpoint.orElse(0L);
        int saved = checkpoint.map(step -> savedIn(lines, step)).orElse(-1);
        List<RecordedSetting> after = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            LedgerLine line = lines.get(at);
            if (!line.type().equals(LINE) || line.fields().has(AGAIN)) {
                continue;
            }
            RecordedSetting made = new RecordedSetting(line.fields().number("step"),
                    line.fields().text("key"), line.fields().text("to"));
            long superseded = made.step() + (line.fields().has(OVERRIDE) ? 0 : 1);
            after.removeIf(other -> other.key().equals(made.key()) && other.step() >= superseded);
            if (made.step() > from || (made.step() == from && at > saved)) {
                after.add(made);
            }
        }
        after.removeIf(made -> overridden.contains(made.key()));
        after.sort(Comparator.comparingLong(RecordedSetting::step));
        return after;
    }

    /** A checkpoint without a line was the last thing that the process did: it holds all that the ledger tells of. */
    private static int savedIn(List<LedgerLine> lines, long step) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            LedgerLine line = lines.get(at);
            if (line.type().equals("checkpoint")
                    && line.fields().number("step") == step) {
                return at;
            }
        }
        return lines.size();
    }
}
