package org.athanor.launcher;

/** The exit codes of the process. */
public final class ExitCode {

    /** Done. */
    public static final int DONE = 0;
    /** Something failed. */
    public static final int FAILED = 1;
    /** Wrong usage or configuration. */
    public static final int USAGE = 2;
    /** Interrupted by a signal. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {
    }
}
