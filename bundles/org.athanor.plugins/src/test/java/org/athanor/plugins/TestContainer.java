package org.athanor.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.athanor.api.lifecycle.Plugins.Applied;
import org.athanor.api.lifecycle.Plugins.ApplyOptions;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.api.session.SwapOutcome;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import static org.assertj.core.api.Assertions.assertThat;

/** A real framework with Declarative Services and the plugin manager's own bundle in it. */
public final class TestContainer implements AutoCloseable {

    private static final String EXPORTS = "org.athanor.plugins.host,org.athanor.api.lifecycle;version=1.0.0,"
            + "org.athanor.api.metrics;version=1.0.0,"
            + "org.athanor.api.plugin;version=1.0.0,org.athanor.api.state;version=1.0.0,"
            + "org.athanor.api.session;version=1.0.0,org.athanor.api.tokenizer;version=1.0.0,"
            + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0,"
            + "org.osgi.service.component;version=1.5.1,org.osgi.service.component.runtime;version=1.5.1,"
            + "org.osgi.service.component.runtime.dto;version=1.5.1,org.osgi.service.metatype;version=1.4.1,"
            + "org.athanor.api.routing;version=1.0.0,"
            + "org.slf4j;version=2.0.20,jakarta.json;version=2.1.3,org.apache.commons.text.similarity;version=1.13.1";

    public final TestSessions sessions = new TestSessions();
    public final Path home;
    private final Framework framework;

    /** Starts the framework without the plugin manager, so that a distribution can be put in place. */
    public TestContainer(Path home) throws BundleException, IOException {
        this.home = home;
        Path storage = Files.createTempDirectory(home, "framework-");
        Map<String, String> properties = new HashMap<>(Map.of(
                Constants.FRAMEWORK_STORAGE, storage.toString(), Constants.FRAMEWORK_STORAGE_CLEAN, "onFirstInit",
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, EXPORTS,
                Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA, TestKinds.CAPABILITIES, "athanor.home", home.toString(),
                "athanor.deploy.poll", "20", "felix.log.level", "0"));
        properties.put("ds.loglevel", "0");
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        register(Sessions.class, sessions, 0);
        start(jarOf("org.apache.felix.scr.info.ScrInfo"));
    }

    /** Starts the plugin manager, and what it writes with. */
    public TestContainer manage() throws BundleException {
        String durable = jarOf("org.athanor.durable.DurableFiles");
        start(durable.endsWith("/") ? "reference:" + durable : durable);
        start("reference:" + Path.of("target/classes").toUri());
        return this;
    }

    /** Lets {@code deploy} in the home be followed from now on. */
    public TestContainer up() {
        context().registerService(Runnable.class, () -> { }, new Hashtable<>(Map.of("athanor.up", "true")));
        return this;
    }

    public <T> void register(Class<T> type, T service, int ranking) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, ranking);
        context().registerService(type, service, properties);
    }

    /** Installs and starts a jar in the way in which the launcher brings the distribution's. */
    public Bundle distribution(Path jar) throws BundleException {
        return start(jar.toUri().toString());
    }

    public Plugins plugins() {
        return service(Plugins.class);
    }

    public <T> T service(Class<T> type) {
        return context().getService(context().getServiceReference(type));
    }

    public Result<Applied> run(Operation operation, Object subject) {
        return plugins().change(operation, List.of(subject.toString()), ApplyOptions.standard("test"), plan -> { });
    }

    /** Returns the bundle in a slot of a session. */
    public long bundleId(Session.Binding binding) {
        return Arrays.stream(context().getBundles()).filter(binding.bundle()::names).findFirst().orElseThrow()
                .getBundleId();
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** All bundles that are called so, newest last. */
    public List<Bundle> named(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName())).toList();
    }

    public Bundle only(String symbolicName) {
        List<Bundle> bundles = named(symbolicName);
        if (bundles.size() != 1) {
            throw new AssertionError(symbolicName + ": " + bundles);
        }
        return bundles.get(0);
    }

    /** The content of everything that is stored of plugins. */
    public Map<String, String> stored() throws IOException {
        if (!Files.exists(home.resolve("plugins"))) {
            return Map.of();
        }
        try (Stream<Path> files = Files.list(home.resolve("plugins"))) {
            return files.collect(Collectors.toMap(file -> file.getFileName().toString(), TestContainer::read,
                    (one, other) -> one, TreeMap::new));
        }
    }

    private static String read(Path file) {
        try {
            return Arrays.toString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Bundle start(String location) throws BundleException {
        Bundle bundle = context().installBundle(location);
        bundle.start();
        return bundle;
    }

    private static String jarOf(String type) {
        try {
            return URI.create(Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toString())
                    .toString();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Asserts that a change was made and kept. */
    public static void assertCommitted(Result<Applied> applied) {
        assertThat(applied.failure()).isEmpty();
        assertThat(applied.unwrap().outcome()).as(applied.unwrap().message())
                .isInstanceOf(SwapOutcome.Committed.class);
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
