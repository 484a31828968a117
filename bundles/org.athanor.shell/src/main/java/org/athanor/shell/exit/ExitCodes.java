package org.athanor.shell.exit;

import org.athanor.api.plugin.Problem;

/** The exit codes of the process, by what happened. */
public final class ExitCodes {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int INTERRUPTED = 130;

    private ExitCodes() {
    }

    public static int of(Problem problem) {
        return switch (problem.kind()) {
            case USAGE, CONFIGURATION, NOT_FOUND -> USAGE;
            case REFUSED, FAILED, IO -> FAILED;
        };
    }

    /** The exit code for the status of a run: {@code completed}, {@code stopped} or {@code failed}. */
    public static int ofRun(String status) {
        return switch (status) {
            case "completed" -> DONE;
            case "stopped" -> INTERRUPTED;
            default -> FAILED;
        };
    }
}
