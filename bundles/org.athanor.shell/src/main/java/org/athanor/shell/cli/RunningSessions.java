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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions as the command line needs them. Looked up for each use: the service may come and go. */
@Component(service = RunningSessions.class)
public final class RunningSessions {

    private static final Logger LOG = LoggerFactory.getLogger(RunningSessions.class);

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

    /** Stops all sessions, each with a checkpoint, and waits until they have ended. */
    void stopAll() {
        for (Session session : running()) {
            session.stop().ifErr(problem -> LOG.warn("run {} does not stop: {}", session.id(), problem));
        }
    }

    private Optional<Sessions> find() {
        return Optional.ofNullable(context.getServiceReference(Sessions.class)).map(context::getService);
    }
}
