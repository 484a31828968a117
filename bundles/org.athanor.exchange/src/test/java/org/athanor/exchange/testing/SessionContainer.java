package org.athanor.exchange.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.scr.info.ScrInfo;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.durable.ledger.FileLedgers;
import org.athanor.exchange.start.SessionsComponent;
import org.athanor.exchange.work.Work;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/**
 * A framework with the real Declarative Services, Configuration Admin and Metatype, in which sessions run: of a {@link
 * CountingWork}, unless a test brings another kind of work. The kind of the loggers is the framework's own.
 */
public final class SessionContainer implements AutoCloseable {

    private static final String EXPORTS = Stream.of("org.athanor.api.metrics;version=1.0.0",
            "org.athanor.api.plugin;version=1.0.0", "org.athanor.api.peer;version=1.0.0",
            "org.athanor.api.state;version=1.0.0", "org.osgi.service.cm;version=1.6.1",
            "org.osgi.service.metatype;version=1.4.1", "org.osgi.service.log;version=1.5.0",
            "org.osgi.service.component;version=1.5.1", "org.osgi.service.component.runtime;version=1.5.1",
            "org.osgi.service.component.runtime.dto;version=1.5.1", "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0").collect(Collectors.joining(","));

    private final Path home;
    private final Framework framework;
    private final SessionsComponent sessions;
    private final CountingWork work = new CountingWork();

    /** Starts one that keeps its runs and its storage in {@code home}. */
    public SessionContainer(Path home) throws BundleException {
        this(home, Optional.empty(), "");
    }

    /**
     * Starts one for another kind of work.
     *
     * @param shared a package of the test that all bundles see
     */
    SessionContainer(Path home, Work other, String shared) throws BundleException {
        this(home, Optional.of(other), "," + shared);
    }

    private SessionContainer(Path home, Optional<Work> other, String more) throws BundleException {
        this.home = home;
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, home.resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, EXPORTS + more);
        properties.put(Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA, "athanor.kind;word=logger;crossing=FED;service="
                + MetricsLogger.class.getName());
        properties.put("athanor.home", home.toString());
        properties.put("felix.log.level", "0");
        properties.put("felix.cm.loglevel", "0");
        properties.put("ds.loglevel", "0");
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        start(PersistenceManager.class.getName());
        start("org.apache.felix.metatype.internal.Activator");
        start(ScrInfo.class.getName());
        context().registerService(Work.class, other.orElse(work), null);
        sessions = new SessionsComponent(context(), service(ConfigurationAdmin.class),
                service(ServiceComponentRuntime.class), service(MetaTypeService.class), new FileLedgers());
        context().registerService(Sessions.class, sessions, null);
    }

    private void start(String type) throws BundleException {
        try {
            context().installBundle(Class.forName(type).getProtectionDomain().getCodeSource().getLocation()
                    .toString()).start();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a service of the framework. */
    public <T> T service(Class<T> type) {
        return context().getService(context().getServiceReference(type));
    }

    /** Returns the context of the framework. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Returns the sessions. */
    public Sessions sessions() {
        return sessions;
    }

    /** Returns what the sessions do. */
    public CountingWork work() {
        return work;
    }

    /** Installs and starts a bundle. */
    public Bundle bring(String location, byte[] jar) throws BundleException {
        Bundle bundle = context().installBundle(location, new ByteArrayInputStream(jar));
        bundle.start();
        return bundle;
    }

    /** Starts a session with this run file. */
    public Session run(String id, String runFile) throws IOException {
        return sessions.start(Files.writeString(home.resolve(id + ".yaml"), runFile), Map.of(), Optional.of(id))
                .unwrap();
    }

    @Override
    public void close() throws Exception {
        sessions.list().forEach(Session::stop);
        framework.stop();
        if (framework.waitForStop(60_000).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
            throw new IllegalStateException("the framework does not stop");
        }
    }
}
