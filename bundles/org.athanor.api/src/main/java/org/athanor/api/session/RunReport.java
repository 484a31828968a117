package org.athanor.api.session;

import java.util.List;

/**
 * What a run leaves as {@code report.json}.
 *
 * @param id the name of the run
 * @param status {@code completed, stopped, failed}
 * @param steps completed steps
 * @param tokens training tokens
 * @param trainLoss the loss of the last step; NaN when there was none
 * @param evalLoss the last loss on held-out text; NaN when there was none
 * @param parametersSha256 SHA-256 (hex) over names and raw values in name order
 * @param tokensPerSecond over the time spent in steps, in this process
 * @param peakRssBytes the peak resident memory of the process
 * @param resumes how often the run was resumed
 * @param swaps all exchanges
 * @param failedCalls calls of plugins that failed without being part of a rolled back exchange
 * @param loadersAlive class loaders of removed plugin versions that are still reachable
 * @param reason why it failed; empty otherwise
 */
public record RunReport(String id, String status, long steps, long tokens, double trainLoss, double evalLoss,
        String parametersSha256, double tokensPerSecond, long peakRssBytes, int resumes, List<SwapRecord> swaps,
        long failedCalls, int loadersAlive, String reason) {

    public RunReport {
        swaps = List.copyOf(swaps);
    }
}
