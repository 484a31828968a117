package org.athanor.exchange.probe.kind;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where a plugin waits for its test. A gate that nobody has closed is open. */
public final class Gate {

    private static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    private static final BlockingQueue<String> SAID = new LinkedBlockingQueue<>();

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Closes a gate. */
    public static Gate close(String name) {
        Gate gate = new Gate();
        GATES.put(name, gate);
        return gate;
    }

    /** Goes through a gate, once it is open. */
    public static void pass(String name) {
        Gate gate = GATES.get(name);
        if (gate != null) {
            gate.reached.countDown();
            await(gate.opened);
        }
    }

    /** Says how something ended that nobody waits for. */
    public static void say(String answer, Throwable failure) {
        SAID.add(failure == null ? answer : failure.getMessage());
    }

    /** Waits for what is said. */
    public static String said() {
        try {
            return Objects.requireNonNull(SAID.poll(60, TimeUnit.SECONDS), "nobody said anything");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until somebody stands before it. */
    public Gate awaitReached() {
        await(reached);
        return this;
    }

    /** Opens it for good. */
    public void open() {
        opened.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
