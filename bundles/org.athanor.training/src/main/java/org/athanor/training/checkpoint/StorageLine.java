package org.athanor.training.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.LedgerLine;

/**
 * The line of a ledger that tells where the checkpoints of a run go from then on.
 *
 * @param from where they went before; empty when the run was resumed
 * @param to where they go now
 * @param checkpoints the steps of those that {@code to} holds, in order
 */
public record StorageLine(Optional<StorageSide> from, StorageSide to, List<Long> checkpoints) {

    /** The type of such a line. */
    public static final String TYPE = "storage";

    public StorageLine {
        checkpoints = List.copyOf(checkpoints);
    }

    /** Reads a line of this type. */
    public static StorageLine read(LedgerLine line) {
        return new StorageLine(line.fields().has("from")
                ? Optional.of(StorageSide.read(line.fields().object("from"))) : Optional.empty(),
                StorageSide.read(line.fields().object("to")),
                line.fields().texts("checkpoints").stream().map(Long::valueOf).toList());
    }

    /** Returns the fields of the line; {@code step}: the completed steps. */
    public Map<String, Object> fields(long step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", step);
        from.ifPresent(side -> fields.put("from", side.fields()));
        fields.put("to", to.fields());
        fields.put("checkpoints", checkpoints);
        fields.put("words", words());
        return fields;
    }

    /** Says what the line means for whoever relies on the checkpoints. */
    public String words() {
        String where = "checkpoints go to " + to.id();
        if (!to.durable()) {
            return where + " and no longer survive the process: a run that is killed "
                    + from.filter(StorageSide::durable).filter(side -> !checkpoints.isEmpty())
                            .map(side -> "goes on from step " + checkpoints.get(checkpoints.size() - 1) + ", which "
                                    + side.id() + " keeps")
                            .orElse("goes on from what another storage keeps, or begins again");
        }
        return from.filter(side -> !side.durable()).isPresent() ? where + " and survive the process again" : where;
    }
}
