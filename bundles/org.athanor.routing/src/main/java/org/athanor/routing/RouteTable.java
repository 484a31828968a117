package org.athanor.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The handlers that are no plugins, of all routes, and the number of calls that each route has had. Handlers that are
 * plugins belong to the generations of sessions. Thread-safe; a call takes no lock and sees one state of the table.
 */
public final class RouteTable implements AutoCloseable {

    private final ServiceTracker<RouteHandler, Entry> tracker;
    private final Map<Route, AtomicLong> calls = new ConcurrentHashMap<>();
    private volatile List<Entry> entries = List.of();

    private record Route(String session, String name) {
    }

    private record Entry(ServiceReference<RouteHandler> reference, RouteHandler handler) {

        boolean serves(Route route) {
            Object owner = reference.getProperty(SessionScope.PREFIX_ + "id");
            return route.name().equals(reference.getProperty(RouteHandler.ROUTE))
                    && (owner == null || owner.equals(route.session()));
        }
    }

    /** Starts to follow the handlers of a framework. */
    public RouteTable(BundleContext context) {
        tracker = new ServiceTracker<>(context, RouteHandler.class, null) {
            @Override
            public @Nullable Entry addingService(ServiceReference<RouteHandler> reference) {
                RouteHandler handler = reference.getProperty(AthanorPlugin.PREFIX_ + "name") == null
                        ? context.getService(reference) : null;
                return handler == null ? null : added(new Entry(reference, handler));
            }

            @Override
            public void removedService(ServiceReference<RouteHandler> reference, Entry entry) {
                gone(entry);
                context.ungetService(reference);
            }
        };
        tracker.open();
    }

    /** Returns the next call of a route. */
    public RouteCall next(String session, String route, Map<String, String> arguments) {
        long number = calls.computeIfAbsent(new Route(session, route), key -> new AtomicLong()).getAndIncrement();
        return new RouteCall(route, number, arguments);
    }

    /** Returns the handlers of a route that serve a session, in order of registration. */
    public List<RouteHandler> handlers(String session, String route) {
        Route wanted = new Route(session, route);
        return entries.stream().filter(entry -> entry.serves(wanted)).map(Entry::handler).toList();
    }

    @Override
    public void close() {
        tracker.close();
    }

    private synchronized Entry added(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        more.sort(Comparator.comparing(Entry::reference, Comparator.reverseOrder()));
        entries = List.copyOf(more);
        return entry;
    }

    private synchronized void gone(Entry entry) {
        entries = entries.stream().filter(other -> !other.reference().equals(entry.reference())).toList();
    }
}
