package org.athanor.training.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The handlers of all routes and the number of calls that each route has had. Thread-safe. */
public final class RouteTable implements AutoCloseable {

    private final ServiceTracker<RouteHandler, RouteHandler> handlers;
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

    /** Starts to follow the handlers of a framework. */
    public RouteTable(BundleContext context) {
        handlers = new ServiceTracker<>(context, RouteHandler.class, null);
        handlers.open();
    }

    /** Returns the next call of a route. */
    public RouteCall next(String session, String route, Map<String, String> arguments) {
        long number = calls.computeIfAbsent(session + "/" + route, key -> new AtomicLong()).getAndIncrement();
        return new RouteCall(route, number, arguments);
    }

    /** Returns the handlers of a route that serve a session, in order of registration. */
    public List<RouteHandler> handlers(String session, String route) {
        TreeMap<ServiceReference<RouteHandler>, RouteHandler> found = new TreeMap<>(java.util.Comparator.reverseOrder());
        handlers.getTracked().forEach((reference, handler) -> {
            Object owner = Optional.ofNullable(reference.getProperty(SessionScope.PREFIX_ + "id")).orElse(session);
            if (route.equals(reference.getProperty(RouteHandler.ROUTE)) && session.equals(owner)) {
                found.put(reference, handler);
            }
        });
        return List.copyOf(found.values());
    }

    @Override
    public void close() {
        handlers.close();
    }
}
