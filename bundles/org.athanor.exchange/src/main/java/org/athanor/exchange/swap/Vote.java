package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.athanor.api.plugin.Result;

/**
 * What a session says about an exchange before others have said what they think of theirs. While it stands it does
 * nothing but wait for the decision, and no longer than a bound. Thread-safe; the session's thread holds no lock when
 * it switches.
 */
final class Vote {

    /** The states in their order; from each, a later one can be reached. */
    private enum State { OPEN, STANDING, SWITCHING, OVER }

    private State state = State.OPEN;
    private Duration bound = Duration.ZERO;
    private long deadline;
    private Optional<FutureTask<Result<Long>>> decided = Optional.empty();

    /** Returns whether the session was never asked. */
    synchronized boolean open() {
        return state == State.OPEN;
    }

    /**
     * Notes that the session stands. Called by its thread, which has to {@link #hold} then.
     *
     * @param switching what it does when the decision is to switch
     * @return false when the exchange has been discarded meanwhile
     */
    synchronized boolean stand(Duration atMost, Callable<Result<Long>> switching) {
        if (state != State.OPEN) {
            return false;
        }
        state = State.STANDING;
        bound = atMost;
        decided = Optional.of(new FutureTask<>(switching));
        return renew();
    }

    /** Lets the bound begin anew; returns whether the session stands. */
    synchronized boolean renew() {
        deadline = System.nanoTime() + bound.toNanos();
        return state == State.STANDING;
    }

    /**
     * Stands until the decision is there, and does what it says. Called by the session's thread.
     *
     * @return false when none came within the bound
     */
    boolean hold() {
        boolean lapsed = awaitDecision();
        decided.filter(task -> switching()).ifPresent(FutureTask::run);
        return !lapsed;
    }

    /** No interrupt shortens the wait: the others rely on the vote. */
    private synchronized boolean awaitDecision() {
        boolean interrupted = false;
        for (long left = bound.toNanos(); state == State.STANDING && left > 0; left = deadline - System.nanoTime()) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        boolean lapsed = state == State.STANDING;
        state = lapsed ? State.OVER : state;
        return lapsed;
    }

    private synchronized boolean switching() {
        return state == State.SWITCHING;
    }

    /** Lets the session that stands switch; returns what came of it, or nothing when it does not stand any more. */
    Optional<Result<Long>> commit() {
        synchronized (this) {
            if (state != State.STANDING) {
                return Optional.empty();
            }
            state = State.SWITCHING;
            notifyAll();
        }
        return decided.map(Vote::answer);
    }

    private static Result<Long> answer(FutureTask<Result<Long>> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the session go on, or not even stand. */
    synchronized void withdraw() {
        if (state != State.SWITCHING) {
            state = State.OVER;
            notifyAll();
        }
    }
}
