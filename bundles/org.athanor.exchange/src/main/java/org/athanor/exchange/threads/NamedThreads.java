package org.athanor.exchange.threads;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads with numbered names that set themselves up, and that no process waits for. */
final class NamedThreads implements ThreadFactory {

    private final String prefix;
    private final Runnable setUp;
    private final AtomicInteger next = new AtomicInteger();

    NamedThreads(String prefix, Runnable setUp) {
        this.prefix = prefix;
        this.setUp = setUp;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(() -> {
            setUp.run();
            task.run();
        }, prefix + next.getAndIncrement());
        thread.setDaemon(true);
        return thread;
    }
}
