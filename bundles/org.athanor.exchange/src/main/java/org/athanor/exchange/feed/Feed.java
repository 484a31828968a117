package org.athanor.exchange.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
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

    /** So far a plugin may fall behind: minutes of steps that take some milliseconds. */
    static final int CAPACITY = 65_536;

    private final String name;
    private final Fed plugin;
    private final Consumer<Problem> failed;
    private final BlockingQueue<Consumer<Fed>> queue = new LinkedBlockingQueue<>();
    /** Answer for a plugin that is set aside. */
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean aside;
    /** Used on the feed's thread. */
    private boolean cannotWrite;
    private volatile boolean ended;
    private volatile Optional<CompletableFuture<?>> late = Optional.empty();

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

    /** Sets a plugin aside that has fallen too far behind. */
    void setAsideWhenBehind() {
        if (!aside && !ended && queue.size() > CAPACITY) {
            setAside(Problem.of(Kind.FAILED, "is too slow: " + CAPACITY + " messages wait", name, ""));
        }
    }

    /** Waits until everything handed over before has been taken and made durable; gives up at the bound. */
    public void flush(Duration bound) {
        within(bound, ask(target -> {
            flushed(target);
            return Optional.of(true);
        }));
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
        return within(bound, askState()).orElse(Result.ok(Optional.empty()));
    }

    /**
     * Asks for the plugin's own state after everything handed over before.
     *
     * @return the state, if the plugin keeps any and still works; a problem when it cannot write
     */
    CompletableFuture<Result<Optional<StateSnapshot>>> askState() {
        return ask(target -> {
            flushed(target);
            return target instanceof Stateful stateful ? Optional.of(stateful.snapshot()) : Optional.empty();
        });
    }

    /** Notes an answer that did not come in time: until it has, nobody waits for another. */
    void noteLate(CompletableFuture<?> answer) {
        late = Optional.of(answer);
    }

    /** Returns whether an answer that did not come in time has not come since. */
    boolean isLate() {
        return late.filter(answer -> !answer.isDone()).isPresent();
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

    /**
     * Flushes the plugin, if it still works and has not fallen behind, and ends the thread.
     *
     * @param bound for the flush
     * @param joining for the end of the thread
     */
    public void end(Duration bound, Duration joining) {
        if (!isLate()) {
            flush(bound);
        }
        abandon(joining);
    }

    /** Ends the thread after the message that it works on, dropping the others. */
    public void abandon(Duration bound) {
        ended = true;
        queue.clear();
        thread.interrupt();
        try {
            thread.join(bound.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> CompletableFuture<Result<Optional<T>>> ask(Function<Fed, Optional<T>> question) {
        if (aside || ended) {
            return CompletableFuture.completedFuture(Result.ok(Optional.empty()));
        }
        CompletableFuture<Result<Optional<T>>> answer = new CompletableFuture<>();
        Runnable none = () -> answer.complete(Result.ok(Optional.empty()));
        asked.add(none);
        var unused = answer.whenComplete((given, failure) -> asked.remove(none));
        post(target -> {
            try {
                answer.complete(Result.ok(question.apply(target)));
            } catch (ProblemException e) {
                answer.complete(mayRecover(e) ? Result.err(e.problem()) : Result.ok(Optional.empty()));
                throw e;
            }
        });
        return answer;
    }

    /** Waits for an answer; empty when it does not come in time. */
    static <T> Optional<T> within(Duration bound, CompletableFuture<T> answer) {
        try {
            return Optional.of(answer.get(Math.max(0, bound.toMillis()), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void run() {
        while (!ended) {
            try {
                Consumer<Fed> message = queue.take();
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

    private void setAside(Problem problem) {
        aside = true;
        queue.clear();
        asked.forEach(Runnable::run);
        failed.accept(problem);
    }
}
