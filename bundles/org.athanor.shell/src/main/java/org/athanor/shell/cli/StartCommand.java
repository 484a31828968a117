package org.athanor.shell.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.athanor.api.lifecycle.Home;
import org.athanor.shell.exit.ExitCodes;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code athanor start}: a container that waits for what others ask of it. Without an option the launcher starts
 * another process with {@code --foreground}, which comes here.
 */
@Command(name = "start", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "usage: ",
        description = {"Starts a container without a run, in the background.", "",
            "'athanor attach' talks to it, 'athanor stop' ends it: its runs write a checkpoint."})
@Component(service = Callable.class, property = "athanor.verb=start")
public final class StartCommand implements Callable<Integer> {

    private final BundleContext context;
    private final Interruption interruption;
    private final PrintStream out;

    // Without it the launcher does not come here.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--foreground", description = "stay in this terminal, or under a service manager")
    private boolean foreground;

    @Activate
    public StartCommand(BundleContext context, @Reference Interruption interruption,
            @Reference(target = "(athanor.stream=out)") PrintStream out) {
        this.context = context;
        this.interruption = interruption;
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        interruption.does(asked::countDown);
        out.println("athanor: waits for commands in " + Home.of(context::getProperty).root()
                + "; 'athanor attach' gives them, 'athanor stop' ends it");
        asked.await();
        return ExitCodes.DONE;
    }
}
