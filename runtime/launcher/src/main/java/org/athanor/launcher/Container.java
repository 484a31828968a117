package org.athanor.launcher;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running framework with the bundles of a product. */
final class Container {

    private static final Logger LOG = LoggerFactory.getLogger(Container.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Framework framework;

    private Container(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts the framework, installs all bundles, then starts them by start level. A bundle that does not start is
     * reported in one line; the others go on.
     */
    static Container start(Path home, Product product, Streams streams) {
        Map<String, Object> properties = new HashMap<>(FrameworkProperties.of(home));
        properties.put(FrameworkLog.PROPERTY, new FrameworkLog());
        Framework framework = new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
        try {
            framework.start();
            register(framework.getBundleContext(), streams);
            startAll(install(framework.getBundleContext(), product)).forEach(problem -> {
                LOG.error(problem);
                streams.err().println("athanor: " + problem);
            });
            framework.getBundleContext().registerService(Runnable.class, () -> { },
                    FrameworkUtil.asDictionary(Map.of("athanor.up", "true")));
            return new Container(framework);
        } catch (BundleException e) {
            throw new LaunchException("the framework does not start: " + oneLine(e), e);
        }
    }

    private static void register(BundleContext context, Streams streams) {
        context.registerService(InputStream.class, streams.in(), stream("in"));
        context.registerService(PrintStream.class, streams.out(), stream("out"));
        context.registerService(PrintStream.class, streams.err(), stream("err"));
    }

    private static Dictionary<String, Object> stream(String name) {
        return FrameworkUtil.asDictionary(Map.of("athanor.stream", name));
    }

    private static Map<Bundle, String> install(BundleContext context, Product product) throws BundleException {
        Map<Bundle, String> installed = new LinkedHashMap<>();
        for (Product.StartedBundle part : product.bundles()) {
            Bundle bundle = context.installBundle(part.location());
            bundle.adapt(BundleStartLevel.class).setStartLevel(part.startLevel());
            installed.put(bundle, part.id());
        }
        return installed;
    }

    private static List<String> startAll(Map<Bundle, String> bundles) {
        List<String> problems = new ArrayList<>();
        bundles.forEach((bundle, id) -> {
            boolean fragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
            if (fragment) {
                return;
            }
            try {
                bundle.start();
            } catch (BundleException e) {
                LOG.error("{} does not start", id, e);
                problems.add("the bundle " + id + " does not start: " + oneLine(e));
                return;
            }
            if (bundle.getState() != Bundle.ACTIVE) {
                problems.add("the bundle " + id + " did not become active");
            }
        });
        return problems;
    }

    /** Hands the command line to the entry and returns the exit code that it answers. */
    int run(List<String> arguments) {
        BundleContext context = framework.getBundleContext();
        try {
            ServiceTracker<ToIntFunction<List<String>>, ToIntFunction<List<String>>> entry =
                    new ServiceTracker<>(context, context.createFilter(
                            "(&(objectClass=java.util.function.ToIntFunction)(athanor.entry=main))"), null);
            entry.open();
            ToIntFunction<List<String>> main = entry.waitForService(PATIENCE.toMillis());
            if (main == null) {
                throw new LaunchException("nothing takes the command line: the bundle org.athanor.shell is not active",
                        ExitCode.FAILED);
            }
            return main.applyAsInt(arguments);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    /** Asks the sessions to stop, each with a checkpoint; does not wait for them. */
    void interrupt() {
        interruptAction().ifPresentOrElse(Runnable::run, () -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED));
    }

    private Optional<Runnable> interruptAction() {
        BundleContext context = framework.getBundleContext();
        try {
            return context.getServiceReferences(Runnable.class, "(athanor.signal=interrupt)").stream().findFirst()
                    .map((ServiceReference<Runnable> reference) -> context.getService(reference));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops all bundles and waits for the framework to end. */
    void stop() {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
        } catch (BundleException e) {
            LOG.warn("the framework does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String oneLine(Throwable problem) {
        String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
        Throwable cause = problem.getCause();
        String because = cause == null || cause.getMessage() == null || message.contains(cause.getMessage()) ? ""
                : " (" + cause.getMessage() + ")";
        return (message + because).replaceAll("\\s*\\R\\s*", " ");
    }
}
