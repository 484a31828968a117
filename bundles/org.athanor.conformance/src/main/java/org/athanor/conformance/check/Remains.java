package org.athanor.conformance.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Leak;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Trial;

/**
 * What is left of the plugin after it was removed: no thread, and no class loader. A thread that holds the loader
 * counts as a thread.
 */
final class Remains {

    private static final String THREAD = "thread ";
    private static final String THREAD_LOCALS = "threadLocals";
    /** A pool of the core or of the JDK grows by a few; what grows with the exchanges is the plugin's. */
    private static final int FEW = 8;
    private static final long PATIENCE_MILLIS = 2000;

    private final Candidate candidate;
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private List<Leak> leaks = List.of();

    /** Remembers which threads there are before the plugin comes in. */
    Remains(Candidate candidate) {
        this.candidate = candidate;
    }

    /** Looks for threads; call it once the plugin is gone. */
    String threads(Plugins plugins) throws InterruptedException {
        leaks = plugins.loadersAlive() == 0 ? List.of() : plugins.leaks();
        Map<Thread, StackTraceElement[]> now = Thread.getAllStackTraces();
        now.keySet().removeAll(before);
        now.keySet().removeIf(thread -> !thread.isAlive() || thread == Thread.currentThread()
                || thread instanceof ForkJoinWorkerThread);
        for (Map.Entry<Thread, StackTraceElement[]> thread : now.entrySet()) {
            Optional<StackTraceElement> frame = Arrays.stream(thread.getValue()).filter(candidate::owns).findFirst();
            if (frame.isPresent() && !ends(thread.getKey())) {
                throw Trial.failed("thread " + thread.getKey().getName() + " still runs, at " + frame.get()
                        + "; end it where the component is deactivated");
            }
        }
        leaks.stream().filter(Remains::byThread).findFirst().ifPresent(leak -> {
            throw Trial.failed(leak.root() + " is left of version " + leak.version()
                    + "; end it where the component is deactivated: " + String.join(" ", leak.path()));
        });
        now.keySet().stream().collect(Collectors.groupingBy(thread -> thread.getName().replaceAll("\\d+", "N"),
                TreeMap::new, Collectors.counting())).forEach((name, count) -> {
                    if (count > FEW) {
                        throw Trial.failed(count + " threads " + name + " are left");
                    }
                });
        return "none is left";
    }

    /** Returns whether a thread that was told to end does so. */
    private static boolean ends(Thread thread) throws InterruptedException {
        thread.join(PATIENCE_MILLIS);
        return !thread.isAlive();
    }

    /** Looks for class loaders, after the threads. */
    String loader() {
        List<Leak> others = leaks.stream().filter(leak -> !byThread(leak)).toList();
        if (!others.isEmpty()) {
            Leak leak = others.get(0);
            throw Trial.failed(others.size() + " class loaders of removed versions are alive; that of "
                    + leak.version() + " is held by " + leak.root() + ": " + String.join(" ", leak.path()));
        }
        return leaks.isEmpty() ? "all were collected" : "only threads hold some";
    }

    private static boolean byThread(Leak leak) {
        return leak.root().startsWith(THREAD) && leak.path().stream().noneMatch(line -> line.contains(THREAD_LOCALS));
    }
}
