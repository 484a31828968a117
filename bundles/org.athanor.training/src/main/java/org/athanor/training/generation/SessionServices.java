package org.athanor.training.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.SessionScope;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The services that plugins publish for one session, of all bundle versions side by side. It never chooses among them:
 * a plan does.
 */
public final class SessionServices implements AutoCloseable {

    private static final long LOOK_MILLIS = 5;

    private final Listener listener;
    private final List<ServiceReference<?>> references = new ArrayList<>();
    private final ServiceTracker<Object, ServiceReference<Object>> tracker;

    /** Hears of services that come and go. */
    public interface Listener {
        /** A service has appeared. */
        void appeared();

        /** A service is about to vanish; it still works until this method returns. */
        void vanishing(ServiceReference<?> reference);
    }

    /** Starts to follow the services of a session. */
    public SessionServices(BundleContext context, String session, Listener listener) {
        this.listener = listener;
        this.tracker = new ServiceTracker<>(context, filter(session), null) {
            @Override
            public ServiceReference<Object> addingService(ServiceReference<Object> reference) {
                appeared(reference);
                return reference;
            }

            @Override
            public void removedService(ServiceReference<Object> reference, ServiceReference<Object> tracked) {
                vanishing(reference);
            }
        };
        tracker.open(true);
    }

    /** Returns the services of a plugin, of all bundles, highest version first. */
    public synchronized List<ServiceReference<?>> all(PluginKind kind, String name) {
        return references.stream()
                .filter(reference -> provides(reference, kind, name))
                .sorted((a, b) -> b.getBundle().getVersion().compareTo(a.getBundle().getVersion()))
                .toList();
    }

    /** Waits for the service of a plugin in one bundle; empty when it does not come in time. */
    public synchronized Optional<ServiceReference<?>> await(PluginKind kind, String name, long bundleId,
            Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            Optional<ServiceReference<?>> found = references.stream()
                    .filter(reference -> provides(reference, kind, name))
                    .filter(reference -> reference.getBundle().getBundleId() == bundleId)
                    .findFirst();
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        tracker.close();
    }

    /** Returns the services that are there for a session. */
    static List<ServiceReference<?>> registered(BundleContext context, String session) throws InvalidSyntaxException {
        ServiceReference<?>[] found = context.getAllServiceReferences(null, filter(session).toString());
        return found == null ? List.of() : List.of(found);
    }

    /**
     * Waits until services have left the registry: Declarative Services takes them away on another thread, and whoever
     * starts the session again must not meet them. The registry tells only that they are about to go, so it is asked.
     */
    static void awaitGone(List<ServiceReference<?>> services, Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        Object pause = new Object();
        synchronized (pause) {
            while (services.stream().anyMatch(service -> service.getBundle() != null)
                    && System.nanoTime() < deadline) {
                pause.wait(LOOK_MILLIS);
            }
        }
    }

    private void appeared(ServiceReference<?> reference) {
        synchronized (this) {
            references.add(reference);
            notifyAll();
        }
        listener.appeared();
    }

    /** Not called remove: the tracker has a method of that name, which would be called in its place. */
    private void vanishing(ServiceReference<?> reference) {
        synchronized (this) {
            references.remove(reference);
        }
        listener.vanishing(reference);
    }

    private static boolean provides(ServiceReference<?> reference, PluginKind kind, String name) {
        return reference.getBundle() != null
                && name.equals(reference.getProperty(AthanorPlugin.PREFIX_ + "name"))
                && List.of((String[]) reference.getProperty(Constants.OBJECTCLASS)).contains(kind.service());
    }

    private static Filter filter(String session) {
        try {
            return FrameworkUtil.createFilter("(&(" + SessionScope.PREFIX_ + "id=" + session + ")("
                    + AthanorPlugin.PREFIX_ + "name=*))");
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("session id '" + session + "'", e);
        }
    }
}
