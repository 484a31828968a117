package org.athanor.exchange.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.athanor.api.plugin.Fed;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;

/**
 * Carries messages to one plugin on a thread of its own, in order. A failure sets the plugin aside: later messages are
 * dropped, and whoever watches hears of it. A plugin that cannot write has kept what it was told: it goes on, and is
 * heard of once until it was flushed again.
 */
public final class Feed {

    private static final int CAPACITY = 8192;

    private final String name;
    private final Fed plugin;
    private final Consumer<Problem> failed;
    private final BlockingQueue<Consumer<Fed>> queue = new LinkedBlockingQueue<>();
    private final Queue<Consumer<Boolean>> asked = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean aside;
    /** Used on the feed's thread. */
    private boolean cannotWrite;
    private volatile boolean ended;

    /**
     * Starts a feed.
     *
     * @param name names the plugin in messages and its thread
     * @param failed hears of failures; called on the feed's thread
     */
    public Feed(String name, Fed plugin, Consumer<Problem> failed) {
        this.name = name;
        this.plugin = plugin;
        this.failed = failed;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Hands over a message. Waits for nothing. */
    public void post(Consumer<Fed> message) {
        if (!aside && !ended) {
            queue.add(message);
        }
    }

    /** Waits until the plugin has caught up with what was handed over; one that does not at the bound is set aside. */
    public void awaitRoom(Duration bound) {
        if (!roomWithin(bound)) {
            setAside(Problem.of(Kind.FAILED, "is too slow: " + CAPACITY + " messages wait", name, ""));
        }
    }

    private synchronized boolean roomWithin(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        try {
            for (long left = bound.toMillis(); full() && left > 0;
                    left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
            return !full();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean full() {
        return !aside && !ended && queue.size() >= CAPACITY;
    }

    /** Waits until everything handed over before has been taken and made durable; gives up at the bound. */
    public void flush(Duration bound) {
        ask(target -> {
            flushed(target);
            return Optional.of(true);
        }, bound);
    }

    private void flushed(Fed target) {
        target.flush();
        cannotWrite = false;
    }

    /**
     * Returns the plugin's own state after everything handed over before, if it keeps any and still works; a problem
     * when it cannot write.
     */
    public Result<Optional<StateSnapshot>> snapshot(Duration bound) {
        return ask(target -> {
            flushed(target);
            return target instanceof Stateful stateful ? Optional.of(stateful.snapshot()) : Optional.empty();
        }, bound);
    }

    /** Gives the plugin a state, before anything that is handed over later. */
    public void restore(StateSnapshot snapshot) {
        post(target -> restoreInto(target, snapshot));
    }

    static void restoreInto(Fed target, StateSnapshot snapshot) {
        if (target instanceof Stateful stateful) {
            stateful.restore(snapshot).ifErr(problem -> {
                throw new ProblemException(problem);
            });
        }
    }

    /** Flushes the plugin, if it still works, and ends the thread. */
    public void end(Duration bound) {
        flush(bound);
        abandon(bound);
    }

    /** Ends the thread after the message that it works on, dropping the others. */
    public void abandon(Duration bound) {
        ended = true;
        queue.clear();
        tellOfRoom();
        thread.interrupt();
        try {
            thread.join(bound.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> Result<Optional<T>> ask(Function<Fed, Optional<T>> question, Duration bound) {
        if (aside || ended) {
            return Result.ok(Optional.empty());
        }
        CompletableFuture<Result<Optional<T>>> answer = new CompletableFuture<>();
        Consumer<Boolean> cancel = answer::cancel;
        asked.add(cancel);
        post(target -> {
            try {
                answer.complete(Result.ok(question.apply(target)));
            } catch (ProblemException e) {
                answer.complete(mayRecover(e) ? Result.err(e.problem()) : Result.ok(Optional.empty()));
                throw e;
            }
        });
        try {
            return answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return Result.ok(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.ok(Optional.empty());
        } finally {
            asked.remove(cancel);
        }
    }

    private void run() {
        while (!ended) {
            try {
                Consumer<Fed> message = queue.take();
                if (queue.size() == CAPACITY - 1) {
                    tellOfRoom();
                }
                if (!aside) {
                    message.accept(plugin);
                }
            } catch (InterruptedException interrupted) {
                // Only end() interrupts; the loop condition decides.
            } catch (ProblemException e) {
                failed(e);
            } catch (Throwable e) {
                // Also an Error: without its thread, whoever waits for the plugin would wait to the bound.
                setAside(e);
            }
        }
    }

    private static boolean mayRecover(ProblemException failure) {
        return failure.problem().kind() == Kind.IO;
    }

    private void failed(ProblemException failure) {
        if (!mayRecover(failure)) {
            setAside(failure);
        } else if (!cannotWrite) {
            cannotWrite = true;
            failed.accept(failure.problem());
        }
    }

    private void setAside(Throwable failure) {
        setAside(Problem.failed("the plugin failed and is set aside", failure).at(name));
    }

    private synchronized void tellOfRoom() {
        notifyAll();
    }

    private void setAside(Problem problem) {
        aside = true;
        queue.clear();
        tellOfRoom();
        asked.forEach(cancel -> cancel.accept(true));
        failed.accept(problem);
    }
}
