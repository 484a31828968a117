package org.athanor.plugins.bundle;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.InstalledPlugins;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Watches the class loaders of removed versions. One that stays reachable is a leak: usually a thread, a thread local
 * or a hook that the plugin left behind. Thread-safe.
 */
public final class LoaderWatch {

    private static final int MOST_COLLECTIONS = 10;
    private static final long PATIENCE_MILLIS = 100;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /**
     * A bundle that was removed; nothing in here leads to its classes.
     *
     * @param bundleId its number in the framework
     * @param symbolicName its symbolic name
     * @param version its version
     * @param location where it came from
     * @param plugins the plugins that it declared
     */
    public record Removed(long bundleId, String symbolicName, Version version, String location,
            List<PluginDescriptor> plugins) {

        private static Removed of(Bundle bundle, Kinds kinds) {
            return new Removed(bundle.getBundleId(), bundle.getSymbolicName(), bundle.getVersion(),
                    bundle.getLocation(), InstalledPlugins.of(bundle, kinds).map(InstalledPlugin::plugins)
                            .orElse(List.of()));
        }
    }

    /** Refers to the class loader of a removed bundle; {@link #mark()} tells it from others in a dump of the heap. */
    public static final class Watched extends WeakReference<ClassLoader> {

        private final Removed removed;
        private final long mark = UUID.randomUUID().getMostSignificantBits();

        private Watched(ClassLoader loader, ReferenceQueue<ClassLoader> queue, Removed removed) {
            super(loader, queue);
            this.removed = removed;
        }

        /** Returns the bundle. */
        public Removed removed() {
            return removed;
        }

        /** Returns a number that no other object of this class in the process has. */
        public long mark() {
            return mark;
        }
    }

    /**
     * Takes the class loader of a bundle that is about to go; call {@link Runnable#run()} once it has gone.
     * A bundle that was never resolved has none.
     */
    Runnable prepare(Bundle bundle, Kinds kinds) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        if (loader == null) {
            return () -> { };
        }
        Watched reference = new Watched(loader, collected, Removed.of(bundle, kinds));
        return () -> watched.add(reference);
    }

    /**
     * Asks for collections, a bounded number of times, and returns those that are still reachable, oldest first.
     *
     * @param may whether a collection may be asked for, looked at before each
     * @return empty when loaders are left and no further collection may be asked for
     */
    public Optional<List<Watched>> reachable(BooleanSupplier may) throws InterruptedException {
        forget(collected.poll());
        if (!watched.isEmpty()) {
            RecordCaches.clear();
        }
        for (int round = 0; round < MOST_COLLECTIONS && !watched.isEmpty(); round++) {
            if (!may.getAsBoolean()) {
                return Optional.empty();
            }
            System.gc();
            forget(collected.remove(PATIENCE_MILLIS));
        }
        return Optional.of(watched.stream()
                .sorted(Comparator.comparing((Watched each) -> each.removed().bundleId())).toList());
    }

    /** Returns how many loaders have not been seen to be collected, without asking for a collection. */
    public int watched() {
        return watched.size();
    }

    private void forget(Reference<? extends ClassLoader> first) {
        for (Reference<? extends ClassLoader> each = first; each != null; each = collected.poll()) {
            watched.remove(each);
        }
        // A collection clears a reference at once; the thread that queues it may come much later.
        watched.removeIf(each -> each.refersTo(null));
    }
}
