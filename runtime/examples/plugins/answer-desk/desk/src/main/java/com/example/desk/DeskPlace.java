package com.example.desk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Place;

/**
 * A place from which a desk goes on: after its last answer that is durable. It is a line of the run's ledger, so
 * answers and place are there together or not at all.
 *
 * @param progress where the desk stands
 * @param slots the plugins in use
 * @param states the states of those that keep some, by slot
 */
record DeskPlace(Progress progress, List<Filled> slots, Map<String, StateSnapshot> states) implements Place {

    /** The type of the line: the same for all kinds of work. */
    static final String LINE = "checkpoint";
    /** The field with the completed steps: the same for all kinds of work. */
    static final String STEP = "step";

    @Override
    public long step() {
        return progress.answered();
    }

    /** Returns the place of now as fields of a line. Called at a barrier. */
    static Map<String, Object> fields(Host host, Progress progress) {
        Map<String, Object> states = new LinkedHashMap<>();
        host.states().forEach((slot, state) -> states.put(slot, Map.of("schema", state.schema(), "version",
                state.version(), "json", state.json())));
        Map<String, Object> fields = progress.fields();
        fields.put("slots", host.filled().stream().map(DeskPlace::fields).toList());
        fields.put("states", states);
        return fields;
    }

    private static Map<String, Object> fields(Filled slot) {
        return Map.of("slot", slot.slot(), "kind", slot.kind(), "plugin", slot.plugin(), "bundle",
                slot.bundle().symbolicName(), "version", slot.bundle().version(), "settings", slot.settings());
    }

    /** Reads what {@link #fields(Host, Progress)} returned. */
    static DeskPlace read(LedgerFields fields) {
        Map<String, StateSnapshot> states = new LinkedHashMap<>();
        LedgerFields ofSlots = fields.object("states");
        ofSlots.values().keySet().forEach(slot -> {
            LedgerFields state = ofSlots.object(slot);
            states.put(slot, new StateSnapshot(state.text("schema"), Math.toIntExact(state.number("version")),
                    state.text("json")));
        });
        return new DeskPlace(Progress.read(fields), fields.objects("slots").stream().map(slot -> new Filled(
                slot.text("slot"), slot.text("kind"), slot.text("plugin"), new BundleRef(slot.text("bundle"),
                        slot.text("version"), ""), slot.object("settings").values())).toList(), states);
    }
}
