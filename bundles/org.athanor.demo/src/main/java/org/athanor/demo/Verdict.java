package org.athanor.demo;

import java.util.ArrayList;
import java.util.List;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;

/**
 * What was compared at the end of two completed runs.
 *
 * @param performed the exchanges
 * @param sample text that the live model wrote
 * @param swapped the run with the exchanges
 * @param untouched the run without
 * @param left what could not be put back as it was before the demo
 * @param sameMetrics whether both left the same metrics, byte for byte
 */
record Verdict(List<Performed> performed, Result<String> sample, RunReport swapped, RunReport untouched,
        List<Problem> left, boolean sameMetrics) {

    /** What a report calls the hash of the parameters. */
    static final String PARAMETERS = "parameters_sha256";

    boolean sameParameters() {
        // Two runs that tell no hash have not been compared.
        return !swapped.text(PARAMETERS).isEmpty() && swapped.text(PARAMETERS).equals(untouched.text(PARAMETERS));
    }

    /** Returns what is not as it should be; nothing when all is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (performed.size() < Act.ALL.size()) {
            faults.add("only " + performed.size() + " of " + Act.ALL.size()
                    + " exchanges came before the end of the run");
        }
        for (Performed each : performed) {
            if (!each.asExpected()) {
                SwapRecord swap = each.swap();
                faults.add(swap.subject() + " was to be " + Lines.words(each.expected())
                        + " but was " + Lines.words(swap.outcome())
                        + (swap.reason().isEmpty() ? "" : ": " + swap.reason()));
            }
        }
        if (swapped.failedCalls() > 0) {
            faults.add(swapped.failedCalls() + " calls of plugins failed");
        }
        left.forEach(problem -> faults.add("not put back as it was: " + problem.message()));
        sample.ifErr(problem -> faults.add("no sample: " + problem.message()));
        if (!sameParameters()) {
            faults.add("the parameters differ");
        }
        if (!sameMetrics) {
            faults.add("the metrics differ");
        }
        return faults;
    }
}
