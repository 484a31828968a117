package org.athanor.training.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.training.generation.PluginBinding;

/**
 * The loggers of a session. A logger that stays in an exchange keeps its feed; a new version takes over the state of
 * the old one once that has taken everything from before the switch. While the old version is on call, what the new
 * one gets is remembered, so that a rollback loses nothing and writes nothing twice. Thread-safe.
 */
public final class LoggerFeeds {

    /** How long a logger may take to become durable. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String session;
    private final BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migration;
    private final Map<PluginBinding, LoggerFeed> current = new LinkedHashMap<>();
    private final List<Handover> onCall = new ArrayList<>();
    private volatile BiConsumer<PluginBinding, Problem> failed = (binding, problem) -> { };

    /**
     * A logger that has handed over and may have to take back.
     *
     * @param old the binding before
     * @param feed its feed
     * @param state its state when it handed over
     * @param since what was handed to its successor since
     */
    private record Handover(PluginBinding old, LoggerFeed feed, CompletableFuture<Optional<StateSnapshot>> state,
            List<Consumer<MetricsLogger>> since) {
    }

    /**
     * Creates the feeds.
     *
     * @param migration takes a state to the version that a logger understands
     */
    public LoggerFeeds(String session,
            BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migration) {
        this.session = session;
        this.migration = migration;
    }

    /** Lets {@code failed} hear of a logger that failed, on its feed's thread. Called before any logger is fed. */
    public void listen(BiConsumer<PluginBinding, Problem> failed) {
        this.failed = failed;
    }

    /** Hands a message to every logger. */
    public synchronized void post(Consumer<MetricsLogger> message) {
        current.values().forEach(feed -> feed.post(message));
        onCall.forEach(handover -> handover.since().add(message));
    }

    /** Starts and ends feeds so that exactly {@code bindings} are served; loggers that left stay on call. */
    public synchronized void switchTo(List<PluginBinding> bindings) {
        Map<PluginBinding, LoggerFeed> leaving = new LinkedHashMap<>(current);
        leaving.keySet().removeAll(bindings);
        current.keySet().retainAll(bindings);
        for (PluginBinding binding : bindings) {
            if (current.containsKey(binding)) {
                continue;
            }
            LoggerFeed feed = new LoggerFeed(session + "-logger-" + binding.slot().name() + "-" + binding.version(),
                    (MetricsLogger) binding.service(), problem -> failed.accept(binding, problem));
            leaving.keySet().stream().filter(old -> old.slot().equals(binding.slot())).findFirst()
                    .ifPresent(old -> handOver(old, leaving.get(old), binding, feed));
            current.put(binding, feed);
        }
        leaving.forEach((old, feed) -> {
            if (onCall.stream().noneMatch(handover -> handover.feed() == feed)) {
                onCall.add(new Handover(old, feed, CompletableFuture.completedFuture(Optional.empty()),
                        new ArrayList<>()));
            }
        });
    }

    /** Lets the loggers that left go for good. */
    public void settle() {
        List<Handover> settled;
        synchronized (this) {
            settled = List.copyOf(onCall);
            onCall.clear();
        }
        settled.forEach(handover -> handover.feed().end(PATIENCE));
    }

    /** Takes the loggers that left back, as if they had never left, and ends their successors. */
    public synchronized void takeBack() {
        for (Handover handover : onCall) {
            current.keySet().stream().filter(binding -> binding.slot().equals(handover.old().slot())).findFirst()
                    .ifPresent(successor -> current.remove(successor).abandon(PATIENCE));
            // Only now is it certain that the successor writes no more; without a state it never began.
            handover.state().getNow(Optional.empty()).ifPresent(handover.feed()::restore);
            handover.since().forEach(handover.feed()::post);
            current.put(handover.old(), handover.feed());
        }
        onCall.clear();
    }

    /** Returns the states of the loggers that keep some, by slot id, once everything so far is durable. */
    public Map<String, StateSnapshot> snapshots() {
        Map<PluginBinding, LoggerFeed> feeds;
        synchronized (this) {
            feeds = new LinkedHashMap<>(current);
        }
        Map<String, StateSnapshot> states = new LinkedHashMap<>();
        feeds.forEach((binding, feed) -> feed.snapshot(PATIENCE)
                .ifPresent(state -> states.put(binding.slot().id(), state)));
        return states;
    }

    /** Gives the loggers the states of a checkpoint. */
    public synchronized void restore(Map<String, StateSnapshot> states) {
        current.forEach((binding, feed) -> Optional.ofNullable(states.get(binding.slot().id()))
                .ifPresent(state -> feed.post(target -> LoggerFeed.restoreInto(target,
                        migration.apply(state, binding.descriptor()).unwrap()))));
    }

    /** Ends all feeds after everything so far is durable. */
    public void end() {
        settle();
        Map<PluginBinding, LoggerFeed> feeds;
        synchronized (this) {
            feeds = new LinkedHashMap<>(current);
            current.clear();
        }
        feeds.values().forEach(feed -> feed.end(PATIENCE));
    }

    private void handOver(PluginBinding old, LoggerFeed from, PluginBinding successor, LoggerFeed to) {
        CompletableFuture<Optional<StateSnapshot>> state = new CompletableFuture<>();
        onCall.add(new Handover(old, from, state, new ArrayList<>()));
        // The successor's first work is to wait for the old one, on its own thread: the barrier waits for nobody.
        to.post(target -> state.complete(from.snapshot(PATIENCE)));
        to.post(target -> state.join().ifPresent(found -> LoggerFeed.restoreInto(target,
                migration.apply(found, successor.descriptor()).unwrap())));
    }
}
