package com.example.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Where other threads leave what the thread of the session is to do. Thread-safe. */
final class Inbox {

    private final BlockingQueue<Runnable> words = new LinkedBlockingQueue<>();
    private boolean closed;

    /** Leaves word; returns false when nobody reads it any more. */
    synchronized boolean leave(Runnable word) {
        return !closed && words.add(word);
    }

    /** Does what others have left word of until now; returns whether there was any. */
    boolean read() {
        List<Runnable> left = new ArrayList<>();
        words.drainTo(left);
        left.forEach(Runnable::run);
        return !left.isEmpty();
    }

    /** Waits until there is something to read, and reads it. */
    void await() throws InterruptedException {
        words.take().run();
        read();
    }

    /** Takes no word any more, and does what has been left. */
    synchronized void close() {
        closed = true;
        read();
    }
}
