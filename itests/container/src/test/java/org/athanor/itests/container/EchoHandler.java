package org.athanor.itests.container;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteCall;
import org.athanor.api.routing.RouteHandler;

/**
 * Answers a call with its argument {@value #ID} and counts how often it was called with each. It runs in bundles of its
 * own, so it meets the tests only in objects of the JDK, which they leave among the system properties.
 */
public final class EchoHandler implements RouteHandler {

    static final String ID = "id";
    /** Ids are below this number. */
    static final int MOST_CALLS = 4_000_000;
    /** An argument: the call is to stay until the test lets it go. */
    static final String STAY = "stay";
    /** Key of the counts by id, {@link AtomicIntegerArray}. */
    static final String COUNTS = "athanor.itests.counts";
    /** Key of what is counted down when a call stays, {@link CountDownLatch}. */
    static final String INSIDE = "athanor.itests.inside";
    /** Key of what a call that stays waits for, {@link CountDownLatch}. */
    static final String LEAVE = "athanor.itests.leave";

    private final AtomicIntegerArray counts = left(COUNTS, AtomicIntegerArray.class);

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public Result<String> handle(RouteCall call) {
        String id = call.arguments().get(ID);
        counts.incrementAndGet(Integer.parseInt(id));
        if (call.arguments().containsKey(STAY)) {
            stay();
        }
        return Result.ok("answer to " + id);
    }

    /** Returns what a test left under a key. */
    static <T> T left(String key, Class<T> type) {
        return type.cast(Objects.requireNonNull(System.getProperties().get(key), key));
    }

    private static void stay() {
        try {
            left(INSIDE, CountDownLatch.class).countDown();
            left(LEAVE, CountDownLatch.class).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("it was interrupted", e);
        }
    }
}
