package org.athanor.itests.harness;

import jakarta.json.JsonObject;
import java.util.List;

/**
 * The report of a run, as far as the tests look at it.
 *
 * @param work the kind of work that it was
 * @param status how it ended
 * @param steps completed steps
 * @param sha256 the hash of its parameters; empty when it was no training
 * @param resumes how often it was resumed
 * @param swaps its swap table
 * @param failedCalls calls of plugins that failed
 * @param loadersAlive class loaders of removed versions that are reachable
 */
public record Report(String work, String status, long steps, String sha256, int resumes, List<Swap> swaps,
        long failedCalls, int loadersAlive) {

    /**
     * A line of the swap table.
     *
     * @param slot the slot
     * @param plugin {@code kind:name}
     * @param from the version before
     * @param to the version after
     * @param outcome how it ended
     * @param stallMillis how long the step loop stood still
     * @param reason why it was not committed
     */
    public record Swap(String slot, String plugin, String from, String to, String outcome, double stallMillis,
            String reason) {
    }

    /** Reads a report, in one line or many. */
    public static Report parse(String text) {
        JsonObject json = Run.object(text);
        List<Swap> swaps = json.getJsonArray("swaps").getValuesAs(JsonObject.class).stream()
                .map(swap -> new Swap(swap.getString("slot"), swap.getString("kind") + ":" + swap.getString("plugin"),
                        swap.getString("from"), swap.getString("to"), swap.getString("outcome"),
                        swap.getJsonNumber("stall_ms").doubleValue(), swap.getString("reason")))
                .toList();
        return new Report(json.getString("work"), json.getString("status"), json.getJsonNumber("steps").longValue(),
                json.getString("parameters_sha256", ""), json.getInt("resumes"), swaps,
                json.getJsonNumber("failed_calls").longValue(), json.getInt("loaders_alive"));
    }

    /** Returns the outcomes of the swaps, in order. */
    public List<String> outcomes() {
        return swaps.stream().map(Swap::outcome).toList();
    }
}
