package org.athanor.shell.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.session.Session;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands about the container itself. */
@GogoCommand(scope = "athanor", function = "shutdown")
@Component(service = ContainerCommands.class)
public final class ContainerCommands {

    private final RunningSessions running;
    private final Interruption interruption;

    @Activate
    public ContainerCommands(@Reference RunningSessions running, @Reference Interruption interruption) {
        this.running = running;
        this.interruption = interruption;
    }

    @Descriptor("ends the container; what runs in it writes a checkpoint first")
    public String shutdown() {
        List<Session> sessions = running.running();
        // Whoever types this waits for its answer; the container waits for its runs.
        Thread thread = new Thread(interruption::asked, "shutdown");
        thread.setDaemon(true);
        thread.start();
        return sessions.isEmpty() ? "the container ends" : sessions.stream().map(RunningSessions::stopping)
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
