package org.athanor.exchange.work;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.exchange.config.Section;

/**
 * How a run goes on, or is done again.
 *
 * @param repeats whether the run is a new one that repeats another from its beginning
 * @param step the step of the place to go on from; empty for the newest
 * @param overrides settings of the run file that change, by dotted key
 * @param original the run file without them
 * @param lines the ledger of the run that goes on or is repeated
 * @param identity what tells the run that goes on or is repeated from any other
 */
public record Resumption(boolean repeats, Optional<Long> step, Map<String, String> overrides,
        Section original, List<LedgerLine> lines, RunIdentity identity) {

    /** The override that chooses a place. */
    public static final String STEP = "resume.step";
    /** The line of a ledger that tells for which step a run leaves later places behind. */
    public static final String ABANDONED = "abandoned";

    /** Returns the lines of a type, oldest first. */
    public List<LedgerLine> lines(String type) {
        return lines.stream().filter(line -> line.type().equals(type)).toList();
    }
}
