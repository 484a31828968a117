package org.athanor.shell.cli;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the first signal does; the launcher calls it. What runs is told in its own way, sessions finish their step and
 * write a checkpoint.
 */
@Component(service = {Runnable.class, Interruption.class}, property = "athanor.signal=interrupt")
public final class Interruption implements Runnable {

    private final RunningSessions running;
    private final TerminalConsole console;
    private final PrintStream err;
    private final AtomicBoolean raised = new AtomicBoolean();
    private volatile Runnable cancel = () -> { };

    @Activate
    public Interruption(@Reference RunningSessions running, @Reference TerminalConsole console,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.running = running;
        this.console = console;
        this.err = err;
    }

    /** Returns whether a signal has come. */
    boolean raised() {
        return raised.get();
    }

    /** From now on a signal does this, before it stops the sessions. */
    void does(Runnable action) {
        cancel = action;
    }

    /** Ends the container as a signal does, but because a command asks for it. */
    public void asked() {
        cancel.run();
        running.endAll();
    }

    @Override
    public void run() {
        raised.set(true);
        if (!running.running().isEmpty()) {
            String message = "athanor: interrupted; finishing the step and writing a checkpoint"
                    + " (once more: end at once)";
            // On a terminal the console keeps the progress line apart from it.
            if (console.interactive()) {
                console.println(message);
            } else {
                err.println(message);
            }
        }
        asked();
    }
}
