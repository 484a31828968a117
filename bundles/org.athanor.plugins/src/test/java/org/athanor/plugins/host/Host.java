package org.athanor.plugins.host;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
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

    /** A result is there while the thread may still be in the frames that computed it; the next one is there later. */
    public static void letTheSurvivingThreadLeaveItsWork() throws InterruptedException, ExecutionException {
        SURVIVING.submit(() -> { }).get();
    }

    public static void forgetAll() {
        CACHE.clear();
        LISTENERS.clear();
        FAILURES.clear();
    }
}
