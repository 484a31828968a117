package org.athanor.launcher;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an interrupt or a request to terminate does: the first asks the sessions to stop with a checkpoint, the second
 * ends the process at once. JLine registers the handlers: the JDK has no public way to.
 */
final class Signals {

    private static final String[] NAMES = {"INT", "TERM", "HUP"};

    private final AtomicBoolean seen = new AtomicBoolean();
    private final PrintStream err;
    private volatile Runnable first;

    private Signals(Runnable untilStarted, PrintStream err) {
        this.first = untilStarted;
        this.err = err;
    }

    /** Takes the signals over; until {@link #onFirst} is called, the first one ends the process. */
    static Signals takeOver(PrintStream err) {
        Signals signals = new Signals(Signals::halt, err);
        for (String name : NAMES) {
            org.jline.utils.Signals.register(name, signals::raised);
        }
        return signals;
    }

    /** Sets what the first signal does. */
    void onFirst(Runnable action) {
        first = action;
    }

    private void raised() {
        if (seen.getAndSet(true)) {
            halt();
        } else {
            err.flush();
            first.run();
        }
    }

    private static void halt() {
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
}
