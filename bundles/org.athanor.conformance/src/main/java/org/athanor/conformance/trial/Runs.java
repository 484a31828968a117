package org.athanor.conformance.trial;

import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;

/**
 * Starts runs.
 *
 * @param sessions the sessions of the container
 * @param watch hears of each start: it is progress
 */
public record Runs(Sessions sessions, Watch watch) {

    /** Starts a run, or answers why it was refused. */
    public Result<Session> start(RunFiles.Written file) {
        watch.progress();
        return sessions.start(file.file(), Map.of(), Optional.empty());
    }

    /** Makes a whole run, which must complete. */
    public RunReport complete(RunFiles.Written file) throws InterruptedException {
        return completed(start(file).unwrap());
    }

    /** Waits for the end of a run, which must have completed without a failed call. */
    public RunReport completed(Session session) throws InterruptedException {
        RunReport report = await(session);
        if (!report.status().equals("completed")) {
            throw new ProblemException(Problem.of(Kind.FAILED, "the run " + report.status() + " after "
                    + report.steps() + " steps: " + report.reason()));
        }
        if (report.failedCalls() > 0) {
            throw new ProblemException(Problem.of(Kind.FAILED, report.failedCalls()
                    + " calls of the plugin failed; the log of the container says why"));
        }
        return report;
    }

    /** Waits for the end of a run. */
    public RunReport await(Session session) throws InterruptedException {
        watch.follow(session);
        try {
            return session.await();
        } finally {
            watch.progress();
        }
    }
}
