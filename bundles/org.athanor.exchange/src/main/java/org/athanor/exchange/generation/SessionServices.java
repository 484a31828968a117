package org.athanor.exchange.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.SessionScope;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
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

    /** The property that tells the configurations of one session apart. */
    static final String INSTANCE = SessionScope.PREFIX_ + "instance";
    private static final long LOOK_MILLIS = 5;

    private final BundleContext context;
    private final Listener listener;
    /** Called after Declarative Services knows the components of a bundle, whose services may be missed. */
    private final BundleListener bundles;
    private final List<ServiceReference<?>> references = new ArrayList<>();
    /** The configurations of this session; its forebear of the same name has others, which may just be going. */
    private final Set<String> own = new HashSet<>();
    private final ServiceTracker<Object, ServiceReference<Object>> tracker;

    /** Hears of services that come and go. */
    public interface Listener {
        /** A service has appeared, or a bundle has started that may bring one. */
        void appeared();

        /** A service that the session has asked for is about to vanish; it works until this method returns. */
        void vanishing(ServiceReference<?> reference);

        /** A bundle has stopped or gone that may have brought a kind of plugin. */
        void stopped();
    }

    /** Starts to follow the services of a session. */
    public SessionServices(BundleContext context, String session, Listener listener) {
        this.context = context;
        this.listener = listener;
        this.bundles = event -> {
            switch (event.getType()) {
                case BundleEvent.STARTED -> listener.appeared();
                case BundleEvent.STOPPED, BundleEvent.UNINSTALLED -> listener.stopped();
                default -> { }
            }
        };
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
        context.addBundleListener(bundles);
    }

    /** Waits for the service of one configuration; empty when it does not come in time. */
    public synchronized Optional<ServiceReference<?>> await(String instance, Duration bound)
            throws InterruptedException {
        own.add(instance);
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            Optional<ServiceReference<?>> found = find(instance);
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }

    /** Returns the service of one configuration, or empty. */
    synchronized Optional<ServiceReference<?>> find(String instance) {
        return references.stream().filter(reference -> reference.getBundle() != null
                && instance.equals(reference.getProperty(INSTANCE))).findFirst();
    }

    @Override
    public void close() {
        try {
            context.removeBundleListener(bundles);
        } catch (IllegalStateException e) {
            // The framework is stopping and has let go of everything itself.
            return;
        }
        tracker.close();
    }

    /** Expects that a service goes: nobody is to hear of it. Returns whether it was there until now. */
    synchronized boolean dismiss(ServiceReference<?> reference) {
        own.remove(instance(reference));
        return references.remove(reference);
    }

    /**
     * Waits until a service has left the registry: Declarative Services takes it away on another thread, and whoever
     * starts the session again must not meet it. The registry tells only that it is about to go, so it is asked.
     */
    static void awaitGone(ServiceReference<?> service, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        Object pause = new Object();
        synchronized (pause) {
            try {
                while (service.getBundle() != null && System.nanoTime() < deadline) {
                    pause.wait(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
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
        boolean expected;
        synchronized (this) {
            expected = !references.remove(reference) || !own.contains(instance(reference));
        }
        if (!expected) {
            listener.vanishing(reference);
        }
    }

    private static String instance(ServiceReference<?> reference) {
        return String.valueOf(reference.getProperty(INSTANCE));
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
