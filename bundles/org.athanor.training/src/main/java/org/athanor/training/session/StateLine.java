package org.athanor.training.session;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.athanor.api.plugin.StateSnapshot;

/** The states of plugins as a line of a ledger has them, by slot id. */
final class StateLine {

    private StateLine() {
    }

    static Map<String, Map<String, Object>> of(Map<String, StateSnapshot> states) {
        Map<String, Map<String, Object>> fields = new TreeMap<>();
        states.forEach((id, state) -> fields.put(id, Map.of("schema", state.schema(), "version", state.version(),
                "json", state.json())));
        return fields;
    }

    static Map<String, StateSnapshot> read(JsonObject fields) {
        Map<String, StateSnapshot> states = new TreeMap<>();
        fields.forEach((id, value) -> states.put(id, new StateSnapshot(value.asJsonObject().getString("schema"),
                value.asJsonObject().getInt("version"), value.asJsonObject().getString("json"))));
        return states;
    }
}
