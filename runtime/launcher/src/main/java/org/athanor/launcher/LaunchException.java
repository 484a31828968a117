package org.athanor.launcher;

/** The container cannot start. The message is one line for the user. */
final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    LaunchException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = ExitCode.FAILED;
    }

    int exitCode() {
        return exitCode;
    }
}
