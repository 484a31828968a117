package org.athanor.shell.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.athanor.api.lifecycle.Home;
import org.athanor.launcher.prompt.Prompt;
import org.athanor.shell.exit.ExitCodes;
import org.athanor.shell.gogo.GogoSession;
import org.athanor.shell.gogo.GogoSessions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code athanor} without a verb: a prompt in the container's own terminal. */
@Component(service = InteractiveShell.class)
public final class InteractiveShell implements Callable<Integer> {

    private final BundleContext context;
    private final GogoSessions gogo;
    private final RunningSessions sessions;
    private final Interruption interruption;
    private final TerminalConsole console;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Activate
    public InteractiveShell(BundleContext context, @Reference GogoSessions gogo, @Reference RunningSessions sessions,
            @Reference Interruption interruption, @Reference TerminalConsole console,
            @Reference(target = "(athanor.stream=in)") InputStream in,
            @Reference(target = "(athanor.stream=out)") PrintStream out,
            @Reference(target = "(athanor.stream=err)") PrintStream err) {
        this.context = context;
        this.gogo = gogo;
        this.sessions = sessions;
        this.interruption = interruption;
        this.console = console;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        try (Prompt prompt = Prompt.open("athanor> ", Home.of(context::getProperty).root().resolve("history"), in, out,
                err); GogoSession session = gogo.open(InputStream.nullInputStream(),
                prompt.out(), prompt.err())) {
            if (prompt.interactive()) {
                console.above(prompt);
                out.println("Athanor " + context.getBundle().getVersion()
                        + ". TAB completes, 'help' lists the commands, Ctrl-D ends.");
            }
            interruption.does(() -> {
                prompt.end();
                session.interrupt();
            });
            int code = prompt.run(session);
            sessions.running().stream().map(RunningSessions::stopping).forEach(prompt.err()::println);
            return interruption.raised() ? ExitCodes.INTERRUPTED : code;
        }
    }
}
