package org.athanor.plugins.host;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Everything in which a plugin can leave something behind. */
public final class Host {

    public static final Map<String, Object> CACHE = new ConcurrentHashMap<>();
    public static final List<Runnable> LISTENERS = new CopyOnWriteArrayList<>();
    public static final List<Throwable> FAILURES = new CopyOnWriteArrayList<>();
    public static final ExecutorService SURVIVING = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "surviving");
        thread.setDaemon(true);
        return thread;
    });

    private Host() {
    }

    public static void forgetAll() {
        CACHE.clear();
        LISTENERS.clear();
        FAILURES.clear();
    }
}
