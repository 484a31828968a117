package org.athanor.exchange.run;

import java.util.Map;
import java.util.TreeMap;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.state.StateSnapshot;

/** The states of plugins as a line of a ledger has them, by slot. */
public final class StateLine {

    private StateLine() {
    }

    /** Returns the states as fields of a line. */
    public static Map<String, Map<String, Object>> of(Map<String, StateSnapshot> states) {
        Map<String, Map<String, Object>> fields = new TreeMap<>();
        states.forEach((id, state) -> fields.put(id, Map.of("schema", state.schema(), "version", state.version(),
                "json", state.json())));
        return fields;
    }

    /** Reads what {@link #of} made. */
    public static Map<String, StateSnapshot> read(LedgerFields fields) {
        Map<String, StateSnapshot> states = new TreeMap<>();
        for (String slot : fields.values().keySet()) {
            LedgerFields state = fields.object(slot);
            states.put(slot, new StateSnapshot(state.text("schema"), (int) state.number("version"),
                    state.text("json")));
        }
        return states;
    }
}
