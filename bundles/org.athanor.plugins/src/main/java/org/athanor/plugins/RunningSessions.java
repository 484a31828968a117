package org.athanor.plugins;

import java.util.List;
import java.util.function.Supplier;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The sessions that have not ended; none while there is no coordinator. The one holder of that dynamic reference. */
final class RunningSessions implements Supplier<List<Session>>, AutoCloseable {

    private final ServiceTracker<Sessions, Sessions> tracker;

    RunningSessions(BundleContext context) {
        tracker = new ServiceTracker<>(context, Sessions.class, null);
        tracker.open();
    }

    @Override
    public List<Session> get() {
        Sessions sessions = tracker.getService();
        return sessions == null ? List.of()
                : sessions.list().stream().filter(session -> !session.status().state().ended()).toList();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
