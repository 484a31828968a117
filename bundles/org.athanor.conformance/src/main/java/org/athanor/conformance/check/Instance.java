package org.athanor.conformance.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.SessionScope;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.Trial;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.util.tracker.ServiceTracker;

/** An instance of a plugin that belongs to no run, configured as in a run. Closing it lets it go. */
final class Instance implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 15_000;

    private final Configuration configuration;
    private final ServiceTracker<Object, Object> tracker;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Object service;

    private Instance(BundleContext context, Configuration configuration, String filter) throws InterruptedException,
            InvalidSyntaxException {
        this.configuration = configuration;
        this.tracker = new ServiceTracker<>(context, context.createFilter(filter), null) {
            @Override
            public void removedService(ServiceReference<Object> reference, Object held) {
                super.removedService(reference, held);
                gone.countDown();
            }
        };
        tracker.open();
        this.service = Optional.ofNullable(tracker.waitForService(PATIENCE_MILLIS)).orElseThrow(() ->
                Trial.failed("no service appeared for a configuration with which a run works"));
    }

    /**
     * Makes an instance.
     *
     * @param settings the plugin's settings, as a run has configured them
     * @param name names the instance
     * @param folder what it may take for its run folder
     */
    static Instance of(Container container, PluginDescriptor plugin, String pid, Dictionary<String, Object> settings,
            String name, Path folder) throws InterruptedException {
        settings.put(SessionScope.PREFIX_ + "id", name);
        settings.put(SessionScope.PREFIX_ + "directory", folder.toString());
        try {
            Configuration configuration = container.configurations().getFactoryConfiguration(pid, name, "?");
            configuration.update(settings);
            return new Instance(container.context(), configuration, "(&(objectClass=" + plugin.kind().service() + ")("
                    + SessionScope.PREFIX_ + "id=" + name + "))");
        } catch (IOException | InvalidSyntaxException e) {
            throw new ProblemException(Problem.failed("the plugin cannot be configured", e).at(plugin.id()));
        }
    }

    /** Returns the plugin's service. */
    Object service() {
        return service;
    }

    @Override
    public void close() throws InterruptedException {
        try {
            configuration.delete();
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the configuration cannot be deleted", e));
        }
        boolean left = gone.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        tracker.close();
        if (!left) {
            throw Trial.failed("the service does not go when its configuration has gone");
        }
    }
}
