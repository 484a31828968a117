package org.athanor.comparison.polling;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Polls an OSGi service as a careful consumer does: it takes what the registry has at each call. */
@SuppressWarnings("rawtypes")
public final class ServiceConsumer implements BundleActivator {

    private ServiceTracker<UnaryOperator, UnaryOperator> services;
    private Poller poller;

    @Override
    public void start(BundleContext context) {
        services = new ServiceTracker<>(context, UnaryOperator.class, null);
        services.open();
        poller = new Poller(this::call, Path.of(context.getBundle().getHeaders().get("Figures")));
    }

    @SuppressWarnings("unchecked")
    private boolean call() {
        UnaryOperator<String> service = services.getService();
        return service != null && service.apply("hello").equals("hello");
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        poller.close();
        services.close();
    }
}
