package org.athanor.shell.cli;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the first signal does; the launcher calls it. Sessions finish their step and write a checkpoint; whatever else
 * runs is interrupted.
 */
@Component(service = {Runnable.class, Interruption.class}, property = "athanor.signal=interrupt")
public final class Interruption implements Runnable {

    private final Training training;
    private final PrintStream err;
    private final AtomicBoolean raised = new AtomicBoolean();
    private final AtomicReference<Optional<Thread>> foreground = new AtomicReference<>(Optional.empty());

    @Activate
    public Interruption(@Reference Training training, @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.training = training;
        this.err = err;
    }

    /** Returns whether a signal has come. */
    boolean raised() {
        return raised.get();
    }

    /** Makes the calling thread one that a signal interrupts. */
    void interruptsThisThread() {
        foreground.set(Optional.of(Thread.currentThread()));
    }

    @Override
    public void run() {
        raised.set(true);
        if (!training.running().isEmpty()) {
            err.println("athanor: interrupted; finishing the step and writing a checkpoint (once more: end at once)");
        }
        foreground.get().ifPresent(Thread::interrupt);
        training.stopAll();
    }
}
