package org.athanor.shell.cli;

import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The sessions as the command line needs them. Looked up for each use: the service may come and go. */
@Component(service = RunningSessions.class)
public final class RunningSessions {

    private final BundleContext context;

    @Activate
    public RunningSessions(BundleContext context) {
        this.context = context;
    }

    /** Returns the service, or a problem that says that it is not there. */
    Result<Sessions> sessions() {
        return find().map(Result::ok).orElseGet(() -> Result.err(Problem.of(Problem.Kind.FAILED,
                "the service that starts sessions is not there", "org.athanor.exchange",
                "'athanor exec lb' shows the state of its bundle, the log says why")));
    }

    /** Returns the sessions that have not ended. */
    List<Session> running() {
        return find().map(sessions -> sessions.list().stream()
                .filter(session -> !session.status().state().ended()).toList()).orElse(List.of());
    }

    /** Returns what is said of a session that is stopped because its container ends. */
    static String stopping(Session session) {
        return "stopping run " + session.id() + " at step " + session.status().step()
                + "; go on with: athanor run --resume " + session.id();
    }

    /** Stops all sessions, each with a checkpoint, and waits until they have ended; none starts any more. */
    void endAll() {
        find().ifPresent(Sessions::end);
    }

    private Optional<Sessions> find() {
        return Optional.ofNullable(context.getServiceReference(Sessions.class)).map(context::getService);
    }
}
