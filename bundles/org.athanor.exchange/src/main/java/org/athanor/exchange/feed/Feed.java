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
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.plugin.Stateful;

/**
 * Carries messages to one plugin on a thread of its own, in order. The first failure sets the plugin aside: later
 * messages are dropped, and whoever watches hears of it once.
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
    private volatile boolean ended;

    /**
     * Starts a feed.
     *
     * @param name names the plugin in messages and its thread
     * @param failed hears of the failure that set the plugin aside; called on the feed's thread
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
            target.flush();
            return Optional.of(true);
        }, bound);
    }

    /** Returns the plugin's own state after everything handed over before, if it keeps any. */
    public Optional<StateSnapshot> snapshot(Duration bound) {
        return ask(target -> {
            target.flush();
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

    private <T> Optional<T> ask(Function<Fed, Optional<T>> question, Duration bound) {
        if (aside || ended) {
            return Optional.empty();
        }
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        Consumer<Boolean> cancel = answer::cancel;
        asked.add(cancel);
        post(target -> answer.complete(question.apply(target)));
        try {
            return answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
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
            } catch (InterruptedException e) {
                // Only end() interrupts; the loop condition decides.
                continue;
            } catch (Throwable e) {
                // Also an Error: without its thread, whoever waits for the plugin would wait to the bound.
                setAside(Problem.failed("the plugin failed and is set aside", e).at(name));
            }
        }
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
