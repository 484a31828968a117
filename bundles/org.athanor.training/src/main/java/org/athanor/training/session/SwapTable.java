package org.athanor.training.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.session.SwapRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All exchanges of a session, also in its ledger, so that they survive the process. Thread-safe. */
final class SwapTable {

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
    SwapTable(Ledger ledger, RunJars jars, List<SwapRecord> before) {
        this.ledger = ledger;
        this.jars = jars;
        this.swaps = new CopyOnWriteArrayList<>(before);
    }

    /**
     * Adds an exchange.
     *
     * @param toBundle the bundle that came in or was to come in, if any
     * @param until the completed steps now: of those since the switch, each was made with what came in
     */
    void add(SwapRecord swap, Optional<Long> toBundle, long until) {
        swaps.add(swap);
        Map<String, Object> fields = fields(swap, toBundle);
        fields.put("until", until);
        fields.put("outcome", swap.outcome());
        fields.put("stall_ms", swap.stallMillis());
        fields.put("reason", swap.reason());
        write("exchanged", fields);
    }

    /** Writes that an exchange, whose outcome is still open, was switched to. */
    void switched(SwapRecord swap, Optional<Long> toBundle) {
        write("switched", fields(swap, toBundle));
    }

    private Map<String, Object> fields(SwapRecord swap, Optional<Long> toBundle) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", swap.step());
        fields.put("kind", swap.kind().word());
        fields.put("plugin", swap.plugin());
        fields.put("from", swap.from());
        fields.put("to", swap.to());
        fields.put("sha256", toBundle.map(jars::kept).orElse(""));
        return fields;
    }

    /** Writes another line into the run's ledger; a failure is loud but stops nothing. */
    void write(String type, Map<String, ?> fields) {
        ledger.append(type, fields).ifErr(problem -> LOG.error("the ledger lost a line '{}': {}", type,
                problem.message()));
    }

    List<SwapRecord> all() {
        return List.copyOf(swaps);
    }
}
