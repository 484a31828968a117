package org.athanor.plugins.apply;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Watches the class loaders of removed versions. One that stays reachable is a leak: usually a thread, a thread local
 * or a hook that the plugin left behind. Thread-safe.
 */
public final class LoaderWatch {

    private static final int MOST_COLLECTIONS = 10;
    private static final long PATIENCE_MILLIS = 200;

    private final Set<Reference<? extends ClassLoader>> watched = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /**
     * Takes the class loader of a bundle that is about to go; call {@link Runnable#run()} once it has gone.
     * A bundle that was never resolved has none.
     */
    Runnable prepare(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        if (loader == null) {
            return () -> { };
        }
        WeakReference<ClassLoader> reference = new WeakReference<>(loader, collected);
        return () -> watched.add(reference);
    }

    /** Asks for collections, a bounded number of times, and returns how many loaders are still reachable. */
    public int alive() throws InterruptedException {
        forget(collected.poll());
        for (int round = 0; round < MOST_COLLECTIONS && !watched.isEmpty(); round++) {
            System.gc();
            forget(collected.remove(PATIENCE_MILLIS));
        }
        return watched.size();
    }

    /** Returns how many loaders have not been seen to be collected, without asking for a collection. */
    public int watched() {
        return watched.size();
    }

    private void forget(Reference<? extends ClassLoader> first) {
        for (Reference<? extends ClassLoader> each = first; each != null; each = collected.poll()) {
            watched.remove(each);
        }
    }
}
