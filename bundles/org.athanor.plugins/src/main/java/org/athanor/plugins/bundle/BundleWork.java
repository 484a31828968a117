package org.athanor.plugins.bundle;

import java.io.ByteArrayInputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.plugins.container.InstalledPlugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The work on bundles.
 *
 * @param context installs bundles
 * @param components tells why components do not work
 * @param loaders watches what is uninstalled
 */
public record BundleWork(BundleContext context, ComponentFailures components, LoaderWatch loaders) {

    private static final long REFRESH_SECONDS = 30;

    /** Installs a jar beside everything else. */
    public Bundle install(String sha256, byte[] content) throws BundleException {
        String location = InstalledPlugin.LOCATION + sha256;
        // A bundle that was updated by other means keeps its location although its content is another.
        for (int number = 2; context.getBundle(location) != null; number++) {
            location = InstalledPlugin.LOCATION + sha256 + "#" + number;
        }
        return context.installBundle(location, new ByteArrayInputStream(content));
    }

    /**
     * Resolves bundles together, and to none of those that they replace: these would have to stay for them.
     *
     * @param leaving the bundles that they replace
     */
    public void resolve(Collection<Bundle> bundles, Set<Bundle> leaving) {
        apart(bundles, leaving, () -> unresolved(bundles).forEach(this::explain));
    }

    /** Does {@code work}, during which what arrives is resolved to nothing that leaves. */
    public void apart(Collection<Bundle> arriving, Set<Bundle> leaving, Runnable work) {
        ServiceRegistration<ResolverHookFactory> hook = context.registerService(ResolverHookFactory.class,
                triggers -> new WithoutLeaving(Set.copyOf(arriving), leaving), null);
        try {
            work.run();
        } finally {
            hook.unregister();
        }
    }

    /** Resolves bundles together as far as it is possible; returns those that cannot be resolved. */
    public List<Bundle> unresolved(Collection<Bundle> bundles) {
        return framework().resolveBundles(bundles) ? List.of()
                : bundles.stream().filter(bundle -> bundle.getState() == Bundle.INSTALLED).toList();
    }

    private void explain(Bundle bundle) {
        try {
            // Only an attempt to start makes the framework say why.
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            throw refused(bundle, "cannot be resolved: " + ComponentFailures.rootCause(e));
        }
    }

    /**
     * Refuses a bundle whose packages come from others than planned: what the plan said about them would be wrong.
     *
     * @param planned who exports each package, by symbolic name and version
     */
    public void checkWires(Bundle bundle, Map<String, String> planned) {
        Map<String, String> wired = new TreeMap<>();
        for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name = String.valueOf(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
            if (!name.startsWith("java.") && wire.getRequirement().getRevision().getBundle().equals(bundle)) {
                wired.put(name, wire.getProvider().getBundle().getSymbolicName() + " "
                        + wire.getProvider().getBundle().getVersion());
            }
        }
        Set<String> names = new TreeSet<>(wired.keySet());
        names.addAll(planned.keySet());
        List<String> different = names.stream().filter(name -> !Objects.equals(wired.get(name), planned.get(name)))
                .map(name -> "package " + name + " from " + wired.getOrDefault(name, "no other bundle") + ", not from "
                        + planned.getOrDefault(name, "no other bundle")).toList();
        if (!different.isEmpty()) {
            throw refused(bundle, "resolves otherwise than planned: " + String.join("; ", different));
        }
    }

    /** Starts a bundle; refuses one that does not become active. */
    public void start(Bundle bundle) {
        try {
            bundle.start();
        } catch (BundleException e) {
            throw refused(bundle, "cannot be started: " + ComponentFailures.rootCause(e));
        }
        if (bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
            throw refused(bundle, "is not active after its start");
        }
    }

    /** Refuses a bundle whose components are not there or do not work. */
    public void checkComponents(Bundle bundle) {
        Optional<String> obstacle = components.obstacle(bundle);
        if (obstacle.isPresent()) {
            throw refused(bundle, obstacle.get());
        }
    }

    /**
     * Uninstalls a bundle and watches its class loader. What is left of it is refreshed as soon as only bundles that
     * are uninstalled, too, use its packages; no other bundle is ever refreshed.
     *
     * @param together the bundles that are uninstalled together, this one among them
     */
    public void uninstall(Bundle bundle, Set<Bundle> together) throws BundleException, InterruptedException {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            return;
        }
        String name = bundle.getSymbolicName() + " " + bundle.getVersion();
        Runnable watch = loaders.prepare(bundle, Kinds.in(context));
        bundle.uninstall();
        watch.run();
        Set<Bundle> left = new HashSet<>(framework().getRemovalPendingBundles());
        left.retainAll(together);
        for (Bundle gone : left) {
            Collection<Bundle> closure = framework().getDependencyClosure(List.of(gone));
            if (closure.stream().allMatch(each -> each.getState() == Bundle.UNINSTALLED)) {
                refresh(closure, name);
            } else if (gone.equals(bundle) && !together.containsAll(closure)) {
                throw new ProblemException(Problem.of(Kind.FAILED, "is uninstalled, but other bundles still use its "
                        + "packages", name, "refresh them when no session runs"));
            }
        }
    }

    private void refresh(Collection<Bundle> gone, String name) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        framework().refreshBundles(gone, event -> refreshed.countDown());
        if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw new ProblemException(Problem.of(Kind.FAILED, "was not refreshed within " + REFRESH_SECONDS
                    + " s after it was uninstalled", name, ""));
        }
    }

    private FrameworkWiring framework() {
        return context.getBundle(0).adapt(FrameworkWiring.class);
    }

    private static ProblemException refused(Bundle bundle, String what) {
        return new ProblemException(Problem.of(Kind.REFUSED, what,
                bundle.getSymbolicName() + " " + bundle.getVersion(), ""));
    }
}
