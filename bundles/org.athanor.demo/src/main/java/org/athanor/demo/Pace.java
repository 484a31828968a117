package org.athanor.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;

/**
 * Leads a session from step to step. At each it waits until what is done on the way there is done, so that a run that
 * is faster than the disk does not end before its exchanges have come.
 *
 * @param session the session
 */
record Pace(Session session) {

    /** Lets the session go on to a step, and wait there; answers whether the run still goes on then. */
    boolean to(long step) {
        // When the step is over already the session simply does not wait at it.
        session.advance(step);
        return !session.status().state().ended();
    }

    /**
     * Does {@code act} while the session goes on to a step, where it waits.
     *
     * @param cue lets the session go; completed at the latest when {@code act} has ended
     * @return what {@code act} answers, once the session has come there or has ended
     */
    <T> T meanwhile(long step, CompletableFuture<?> cue, Supplier<T> act) throws InterruptedException {
        FutureTask<Result<Result.Done>> way = new FutureTask<>(() -> {
            cue.join();
            return session.advance(step);
        });
        Thread thread = new Thread(way, "athanor-demo-pace");
        thread.setDaemon(true);
        thread.start();
        T done;
        try {
            done = act.get();
        } finally {
            cue.complete(null);
        }
        try {
            way.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return done;
    }
}
