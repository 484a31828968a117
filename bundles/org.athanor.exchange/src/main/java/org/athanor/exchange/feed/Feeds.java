package org.athanor.exchange.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Fed;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.migration.Handover;

/**
 * The plugins of a session that are fed. One that stays in an exchange keeps its feed; a new version takes over the
 * state of the old one once that has taken everything from before the switch. While the old version may come back, what
 * the new one gets is remembered, so that a rollback loses nothing and writes nothing twice. Thread-safe.
 */
public final class Feeds {

    /** How long all plugins together may take to give their states while the session stands still for them. */
    private static final Duration STANDING_STILL = Duration.ofSeconds(5);

    /** How long a plugin may take to become durable, where no step waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String session;
    private final BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migration;
    private final Duration standingStill;
    private final Duration patience;
    private final Map<PluginBinding, Feed> current = new LinkedHashMap<>();
    private final List<Replaced> replaced = new ArrayList<>();
    private volatile BiConsumer<PluginBinding, Problem> failed = (binding, problem) -> { };

    /**
     * A plugin that has handed over and may have to take back.
     *
     * @param old the binding before
     * @param feed its feed
     * @param state its state when it handed over
     * @param since what was handed to its successor since
     */
    private record Replaced(PluginBinding old, Feed feed, CompletableFuture<Optional<StateSnapshot>> state,
            List<Consumer<Fed>> since) {

        /** Its successor asks for the state on a thread of its own, and must not come too late. */
        void awaitState(Duration patience) {
            try {
                state.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // The successor hangs, and goes without.
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Creates the feeds.
     *
     * @param migration takes a state to the version that a plugin understands
     */
    public Feeds(String session,
            BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migration) {
        this(session, migration, STANDING_STILL, PATIENCE);
    }

    /**
     * Creates the feeds.
     *
     * @param standingStill how long all plugins together may take to give their states while the session stands still
     * @param patience how long one may take to become durable where no step waits for it
     */
    public Feeds(String session, BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migration,
            Duration standingStill, Duration patience) {
        this.patience = patience;
        this.session = session;
        this.migration = migration;
        this.standingStill = standingStill;
    }

    /** Lets {@code failed} hear of a plugin that failed, on its feed's thread. Called before any plugin is fed. */
    public void listen(BiConsumer<PluginBinding, Problem> failed) {
        this.failed = failed;
    }

    /** Hands a message to every plugin that has this service. */
    public <S extends Fed> void post(Class<S> service, Consumer<S> message) {
        post(plugin -> {
            if (service.isInstance(plugin)) {
                message.accept(service.cast(plugin));
            }
        });
    }

    /** Whoever hears that a plugin is too slow may take it back: nothing is locked then. */
    private void post(Consumer<Fed> message) {
        synchronized (this) {
            current.values().forEach(feed -> feed.post(message));
            replaced.forEach(handover -> handover.since().add(message));
        }
        feeds().values().forEach(Feed::setAsideWhenBehind);
    }

    private synchronized Map<PluginBinding, Feed> feeds() {
        return new LinkedHashMap<>(current);
    }

    /**
     * Starts and ends feeds so that those of {@code all} that are fed are served, and no others; plugins that left stay
     * until it is certain that they do not come back.
     */
    public synchronized void switchTo(List<PluginBinding> all) {
        List<PluginBinding> bindings = all.stream()
                .filter(binding -> binding.descriptor().kind().crossing() == Crossing.FED).toList();
        Map<PluginBinding, Feed> leaving = new LinkedHashMap<>(current);
        leaving.keySet().removeAll(bindings);
        current.keySet().retainAll(bindings);
        for (PluginBinding binding : bindings) {
            if (current.containsKey(binding)) {
                continue;
            }
            Feed feed = new Feed(session + "-" + binding.descriptor().kind().word() + "-" + binding.slot().name() + "-"
                    + binding.version(),
                    (Fed) binding.service(), problem -> failed.accept(binding, problem));
            leaving.entrySet().stream().filter(old -> old.getKey().slot().equals(binding.slot())).findFirst()
                    .ifPresent(old -> handOver(old.getKey(), old.getValue(), binding, feed));
            current.put(binding, feed);
        }
        leaving.forEach((old, feed) -> {
            if (replaced.stream().noneMatch(handover -> handover.feed() == feed)) {
                replaced.add(new Replaced(old, feed, CompletableFuture.completedFuture(Optional.empty()),
                        new ArrayList<>()));
            }
        });
    }

    /** Lets all plugins that left go for good. */
    public void confirm() {
        end(binding -> true);
    }

    /** Lets some of the plugins that left go for good. Those of a later exchange may still come back. */
    public void confirm(List<PluginBinding> left) {
        end(left::contains);
    }

    private void end(Predicate<PluginBinding> left) {
        List<Replaced> confirmed;
        synchronized (this) {
            confirmed = replaced.stream().filter(handover -> left.test(handover.old())).toList();
            replaced.removeAll(confirmed);
        }
        confirmed.forEach(handover -> {
            handover.awaitState(patience);
            handover.feed().end(patience, standingStill);
        });
    }

    /**
     * Takes plugins that left in one exchange back, as if they had never left, and ends their successors. Called at a
     * barrier.
     */
    public void takeBack(List<PluginBinding> left) {
        successors(left).forEach(successor -> successor.abandon(standingStill));
        // Only now is it certain that they write no more. What was told meanwhile is remembered for those before them.
        comeBack(left);
    }

    private synchronized List<Feed> successors(List<PluginBinding> left) {
        List<Slot> slots = replaced.stream().map(Replaced::old).filter(left::contains).map(PluginBinding::slot)
                .toList();
        List<PluginBinding> successors = current.keySet().stream().filter(each -> slots.contains(each.slot())).toList();
        return successors.stream().map(current::remove).toList();
    }

    private synchronized void comeBack(List<PluginBinding> left) {
        List<Replaced> back = replaced.stream().filter(handover -> left.contains(handover.old())).toList();
        for (Replaced handover : back) {
            // Without a state the successor never began.
            handover.state().getNow(Optional.empty()).ifPresent(handover.feed()::restore);
            handover.since().forEach(handover.feed()::post);
            current.put(handover.old(), handover.feed());
        }
        replaced.removeAll(back);
    }

    /**
     * What the plugins gave.
     *
     * @param states by slot
     * @param absent the plugins whose state has not come, and why
     */
    public record Snapshots(Map<String, StateSnapshot> states, Map<PluginBinding, String> absent) {
    }

    /**
     * Returns the states of the plugins that keep some, once everything so far is durable. All are waited for together;
     * one that came too late once is not waited for again until it has caught up.
     */
    public Snapshots snapshots() {
        Map<PluginBinding, Feed> feeds = feeds();
        Map<String, StateSnapshot> states = new LinkedHashMap<>();
        Map<PluginBinding, String> absent = new LinkedHashMap<>();
        Map<PluginBinding, CompletableFuture<Result<Optional<StateSnapshot>>>> asked = new LinkedHashMap<>();
        long deadline = System.nanoTime() + standingStill.toNanos();
        feeds.forEach((binding, feed) -> {
            if (feed.isLate()) {
                absent.put(binding, "it has not caught up since it was last asked");
            } else {
                asked.put(binding, feed.askState());
            }
        });
        asked.forEach((binding, answer) -> Feed.within(Duration.ofNanos(deadline - System.nanoTime()), answer)
                .ifPresentOrElse(given -> given.map(state -> state.map(each -> states.put(binding.slot().name(), each)))
                                .ifErr(problem -> absent.put(binding, problem.message())), () -> {
                    Optional.ofNullable(feeds.get(binding)).ifPresent(feed -> feed.noteLate(answer));
                    absent.put(binding, "it has not come within " + standingStill.toMillis() / 1000.0 + " s");
                }));
        return new Snapshots(states, absent);
    }

    /** Gives the plugins the states of a checkpoint. */
    public synchronized void restore(Map<String, StateSnapshot> states) {
        current.forEach((binding, feed) -> Optional.ofNullable(states.get(binding.slot().name()))
                .ifPresent(state -> feed.post(target -> Feed.restoreInto(target,
                        migration.apply(state, binding.descriptor()).unwrap()))));
    }

    /** Ends all feeds after everything so far is durable. */
    public void end() {
        confirm();
        Map<PluginBinding, Feed> feeds;
        synchronized (this) {
            feeds = new LinkedHashMap<>(current);
            current.clear();
        }
        feeds.values().forEach(feed -> feed.end(patience, standingStill));
    }

    private void handOver(PluginBinding old, Feed from, PluginBinding successor, Feed to) {
        CompletableFuture<Optional<StateSnapshot>> state = new CompletableFuture<>();
        replaced.add(new Replaced(old, from, state, new ArrayList<>()));
        // The successor's first work is to wait for the old one, on its own thread: the barrier waits for nobody.
        to.post(target -> {
            Result<Optional<StateSnapshot>> found = from.snapshot(patience);
            state.complete(found.orElse(problem -> Optional.empty()));
            found.unwrap();
        });
        if (!Handover.sameState(old, successor)) {
            return;
        }
        to.post(target -> state.join().ifPresent(found -> Feed.restoreInto(target,
                migration.apply(found, successor.descriptor()).unwrap())));
    }
}
