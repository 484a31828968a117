package org.athanor.api.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run leaves as {@code report.json}. There the results of its kind of work stand flat after {@code steps}.
 *
 * @param id the name of the run
 * @param work the kind of work, for example {@code training}
 * @param status {@code completed, stopped, failed}
 * @param steps completed steps, as the kind of work counts them
 * @param results what the kind of work has to tell, in its order: texts, whole numbers and reals; a training tells
 *     {@code tokens}, {@code train_loss}, {@code eval_loss} (NaN when there was none), {@code parameters_sha256} and
 *     {@code tokens_per_second}
 * @param peakRssBytes the peak resident memory of the process
 * @param resumes how often the run was resumed
 * @param swaps all exchanges
 * @param failedCalls calls of plugins that failed without being part of a rolled back exchange
 * @param loadersAlive class loaders of plugin versions that were removed in this process and are not collected at the
 *     end of the run. Collections are asked for first, so that they are leaks; but not while another session works,
 *     which they would hold up: then some may only not have been collected yet
 * @param reason why it failed; empty otherwise
 */
public record RunReport(String id, String work, String status, long steps, Map<String, Object> results,
        long peakRssBytes, int resumes, List<SwapRecord> swaps, long failedCalls, int loadersAlive, String reason) {

    public RunReport {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
        swaps = List.copyOf(swaps);
    }

    /** Returns a result that is a number; NaN when the work tells none of that name. */
    public double number(String name) {
        return results.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Returns a result as text; empty when the work tells none of that name. */
    public String text(String name) {
        return String.valueOf(results.getOrDefault(name, ""));
    }
}
