package org.athanor.training.checkpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.LedgerLine;

/** What a run's ledger tells of its checkpoints. */
public final class Recorded {

    /** The type of the line of a checkpoint. */
    public static final String CHECKPOINT = "checkpoint";
    /** The field with the hash of its {@code state.json}. */
    public static final String SHA256 = "sha256";

    private Recorded() {
    }

    /** Returns the hashes of checkpoints by step, as they were written last. */
    public static Map<Long, String> hashes(List<LedgerLine> lines) {
        Map<Long, String> hashes = new HashMap<>();
        lines.stream().filter(line -> line.type().equals(CHECKPOINT)).map(LedgerLine::fields).filter(fields ->
                fields.has(SHA256)).forEach(fields -> hashes.put(fields.number("step"), fields.text(SHA256)));
        return hashes;
    }
}
