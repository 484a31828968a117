package org.athanor.exchange.swap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.run.RecordedSetting;
import org.athanor.exchange.run.RunJars;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All exchanges of a session, also in its ledger, so that they survive the process. Thread-safe. */
public final class SwapTable {

    private static final Logger LOG = LoggerFactory.getLogger(SwapTable.class);

    private final Ledger ledger;
    private final RunJars jars;
    private final List<SwapRecord> swaps;

    /**
     * Creates a table.
     *
     * @param jars the jars of the run
     * @param before the exchanges of earlier processes of the run
     */
    public SwapTable(Ledger ledger, RunJars jars, List<SwapRecord> before) {
        this.ledger = ledger;
        this.jars = jars;
        this.swaps = new CopyOnWriteArrayList<>(before);
    }

    /**
     * Adds an exchange.
     *
     * @param change what it changed, or was to change, as far as that is known
     * @param until the completed steps now: of those since the switch, each was made with what came in
     */
    public void add(SwapRecord swap, Optional<SlotChange> change, long until) {
        add(swap, fields(swap, change), until);
    }

    /** Adds an exchange that an earlier line of the ledger tells of, made again. */
    void addAgain(SwapRecord swap, SlotChange change, long until) {
        Map<String, Object> fields = fields(swap, Optional.of(change));
        fields.put(RecordedSetting.AGAIN, true);
        add(swap, fields, until);
    }

    private void add(SwapRecord swap, Map<String, Object> fields, long until) {
        swaps.add(swap);
        fields.put("until", until);
        fields.put("outcome", swap.outcome());
        fields.put("stall_ms", swap.stallMillis());
        fields.put("reason", swap.reason());
        write("exchanged", fields);
    }

    /** Writes that an exchange, whose outcome is still open, was switched to. */
    void switched(SwapRecord swap, SlotChange change) {
        write("switched", fields(swap, Optional.of(change)));
    }

    private Map<String, Object> fields(SwapRecord swap, Optional<SlotChange> change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", swap.step());
        fields.put("slot", swap.slot());
        fields.put("kind", swap.kind());
        fields.put("plugin", swap.plugin());
        fields.put("from", swap.from());
        fields.put("to", swap.to());
        fields.put("bundle", change.flatMap(SlotChange::to).map(to -> to.bundle().symbolicName()).orElse(""));
        fields.put("sha256", change.flatMap(SlotChange::to).map(to -> jars.kept(to.bundle())).orElse(""));
        change.flatMap(SlotChange::newSection).ifPresent(section -> fields.put("settings", section));
        return fields;
    }

    /** Writes another line into the run's ledger; a failure is loud but stops nothing. */
    public Result<String> write(String type, Map<String, ?> fields) {
        Result<String> written = ledger.append(type, fields);
        written.ifErr(problem -> LOG.error("the ledger lost a line '{}': {}", type, problem.message()));
        return written;
    }

    /** Returns all exchanges, oldest first. */
    public List<SwapRecord> all() {
        return List.copyOf(swaps);
    }
}
