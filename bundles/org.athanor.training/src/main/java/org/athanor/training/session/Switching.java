package org.athanor.training.session;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapRecord;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.logging.LoggerFeeds;
import org.athanor.training.migration.Handover;
import org.athanor.training.migration.Migrators;
import org.athanor.training.state.ModelState;
import org.athanor.training.step.Guard;
import org.athanor.training.step.LossWatch;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches a session between generations at its barrier, watches the new one during probation, and switches back when
 * it fails. At most one exchange is in probation.
 */
final class Switching {

    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);

    /** A step on probation that takes longer hangs. Steps of the largest models take seconds. */
    static final long HANG_MILLIS = 60_000;

    /** A plugin that takes longer to give or take its state hangs; the session stands still for it. */
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    private final SessionState state;
    private final Barrier barrier;
    private final LoggerFeeds feeds;
    private final SwapTable swaps;
    private final Handover handover;
    private final Consumer<RunEvent> events;
    private final Set<ServiceReference<?>> lost = ConcurrentHashMap.newKeySet();
    private volatile Optional<Probation> probation = Optional.empty();
    private boolean witnessed;

    /**
     * An exchange that may still be taken back.
     *
     * @param exchange the exchange
     * @param modelBefore the tensors as they were named before the switch
     * @param states the state that plugins which were replaced had, by their bindings
     * @param step the completed steps at the switch
     * @param stallMillis how long the switch took
     */
    private record Probation(SwapExchange exchange, ModelState modelBefore, Map<PluginBinding, StateSnapshot> states,
            long step, double stallMillis) {
    }

    Switching(SessionState state, Barrier barrier, LoggerFeeds feeds, SwapTable swaps, Migrators migrators,
            Consumer<RunEvent> events) {
        this.state = state;
        this.barrier = barrier;
        this.feeds = feeds;
        this.swaps = swaps;
        this.handover = new Handover(migrators::migrate, HANDOVER);
        this.events = events;
    }

    /** Switches at the next barrier, once no other exchange is in probation. Called off the session's thread. */
    Result<Long> commit(SwapExchange exchange) {
        for (Optional<Probation> other = probation; other.isPresent(); other = probation) {
            other.get().exchange().outcome().join();
        }
        return barrier.call(() -> commitNow(exchange));
    }

    private Result<Long> commitNow(SwapExchange exchange) {
        if (state.state().ended() || state.generation() != exchange.from() || probation.isPresent()) {
            return Result.err(Problem.of(Kind.REFUSED, state.state().ended() ? "the run has ended"
                    : "the session has changed since the exchange was prepared", "", "plan it again"));
        }
        long start = System.nanoTime();
        ModelState modelBefore = state.model();
        Map<PluginBinding, StateSnapshot> states;
        try {
            states = handover.between(exchange.from(), exchange.to());
            state.switchTo(exchange.ready());
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the switch failed and was undone", e));
        }
        exchange.to().threads().bound(HANG_MILLIS);
        feeds.switchTo(exchange.to().bindings(PluginKind.LOGGER));
        double stall = (System.nanoTime() - start) / 1e6;
        witnessed = false;
        probation = Optional.of(new Probation(exchange, modelBefore, states, state.progress().step(), stall));
        if (exchange.policy().probationSteps() == 0) {
            keep("");
        } else if (state.state() != State.RUNNING) {
            keep("no step has tried it: the session is " + state.state().word());
        }
        return Result.ok(state.progress().step());
    }

    /** Switches back at the next barrier, if the exchange is still in probation. Called off the session's thread. */
    Result<Result.Done> revert(SwapExchange exchange, Problem why) {
        return barrier.call(() -> probation.filter(current -> current.exchange() == exchange).isPresent()
                && rollBack(why) ? Result.done()
                : Result.err(Problem.of(Kind.REFUSED, "the exchange can no longer be taken back", "",
                        "use plugin:rollback")));
    }

    /** Returns what is watched in the next step: nothing, unless an exchange is in probation. */
    Guard guard(LossWatch losses) {
        return probation.map(current -> new Guard(losses.largest(), newcomer(PluginKind.OPTIMIZER)))
                .orElse(Guard.NONE);
    }

    /** Notes a completed step; the exchange is kept when its probation is over. */
    void stepCompleted() {
        probation.filter(current -> state.progress().step() - current.step()
                >= current.exchange().policy().probationSteps()).ifPresent(current -> keep(""));
    }

    /** Keeps an exchange that is in probation, because the run has ended without a failure. */
    void runEnded() {
        probation.ifPresent(current -> keep(""));
    }

    /** Keeps an exchange that is in probation, and says so: whoever waits for it must not wait for the pause to end. */
    void paused() {
        probation.ifPresent(current -> keep("the session was paused after " + (state.progress().step() - current.step())
                + " of " + current.exchange().policy().probationSteps() + " steps of probation"));
    }

    /**
     * Goes back to the generation before the exchange that is in probation.
     *
     * @return false when none is, so that the failure is not to be blamed on an exchange
     */
    boolean rollBack(Problem why) {
        Optional<Probation> current = probation;
        if (current.isEmpty()) {
            return false;
        }
        probation = Optional.empty();
        why.cause().ifPresent(cause -> LOG.warn("The exchange at step {} failed", current.get().step(), cause));
        state.switchBack(current.get().exchange().from(), current.get().modelBefore());
        feeds.takeBack();
        Problem reason = handover.back(current.get().exchange().from(), current.get().states(), why);
        conclude(current.get(), new SwapOutcome.RolledBack(state.progress().step(), reason), reason.message());
        return true;
    }

    /** Writes into the ledger, once, what is in probation: a checkpoint from here on holds steps that it made. */
    void witness() {
        probation.filter(current -> !witnessed).ifPresent(current -> {
            witnessed = true;
            SwapExchange exchange = current.exchange();
            exchange.changes().forEach(change -> swaps.switched(new SwapRecord(current.step(), change.kind(),
                    change.name(), version(exchange.from(), change), version(exchange.to(), change), "", 0, ""),
                    change.toBundle()));
        });
    }

    /** Returns whether the plugin of a binding came with the exchange in probation. */
    boolean newcomer(PluginBinding binding) {
        return probation.filter(current -> uses(current.exchange().to(), binding.reference())
                && !uses(current.exchange().from(), binding.reference())).isPresent();
    }

    /** Returns whether the plugin of a single kind came with the exchange in probation. */
    boolean newcomer(PluginKind kind) {
        return state.generation().bindings(kind).stream().anyMatch(this::newcomer);
    }

    /**
     * Notes that a service is about to vanish.
     *
     * @return whether the session can go on with the generation that it has then
     */
    boolean lose(ServiceReference<?> reference) {
        Optional<Probation> current = probation;
        if (current.isPresent() && uses(current.get().exchange().to(), reference)
                && !uses(current.get().exchange().from(), reference)) {
            rollBack(Problem.of(Kind.FAILED, "its service vanished"));
            return true;
        }
        if (current.isPresent() && uses(current.get().exchange().from(), reference)
                && !uses(current.get().exchange().to(), reference)) {
            keep("the version before has gone");
            return true;
        }
        if (!uses(state.generation(), reference)) {
            return true;
        }
        runEnded();
        lost.add(reference);
        feeds.switchTo(state.generation().bindings(PluginKind.LOGGER).stream()
                .filter(this::alive).toList());
        feeds.settle();
        return state.generation().bindings().stream()
                .allMatch(binding -> alive(binding) || !binding.slot().kind().mandatory());
    }

    /** Puts a generation to work in which every lost service has been replaced. Called at a barrier. */
    Generation recover(Generation next) {
        Generation before = state.generation();
        state.switchTo(state.ready(next));
        feeds.switchTo(next.bindings(PluginKind.LOGGER));
        lost.clear();
        return before;
    }

    /** Returns whether any service of the generation in use is gone. */
    boolean hasLost() {
        return !lost.isEmpty();
    }

    /** Returns whether the service of a binding is there. */
    boolean alive(PluginBinding binding) {
        return !lost.contains(binding.reference());
    }

    /** Lets loggers that were replaced go for good. Called off the session's thread. */
    void settleLoggers() {
        feeds.settle();
    }

    /** {@code remark}: what was not as it should be; empty when nothing was. */
    private void keep(String remark) {
        Probation current = probation.orElseThrow();
        current.exchange().to().threads().bound(Long.MAX_VALUE);
        probation = Optional.empty();
        conclude(current, new SwapOutcome.Committed(current.step()), remark);
    }

    private void conclude(Probation ended, SwapOutcome outcome, String remark) {
        for (Change change : ended.exchange().changes()) {
            String from = version(ended.exchange().from(), change);
            String to = version(ended.exchange().to(), change);
            swaps.add(new SwapRecord(ended.step(), change.kind(), change.name(), from, to, outcome.word(),
                    ended.stallMillis(), remark), change.toBundle(), state.progress().step());
            String what = change.kind().word() + ":" + change.name() + " " + (from.isEmpty() ? "(none)" : from) + " -> "
                    + (to.isEmpty() ? "(none)" : to);
            boolean fine = outcome instanceof SwapOutcome.Committed;
            events.accept(new RunEvent(state.progress().step(), fine ? RunEvent.Level.INFO : RunEvent.Level.WARNING,
                    "exchanged", what + " " + outcome.word().replace('_', ' ') + " at step " + ended.step()
                            + String.format(Locale.ROOT, " (stall %.3f ms)", ended.stallMillis())
                            + (remark.isEmpty() ? "" : ": " + remark)));
        }
        ended.exchange().outcome().complete(outcome);
    }

    private static String version(Generation generation, Change change) {
        return generation.binding(change.kind(), change.name()).map(PluginBinding::version).map(Object::toString)
                .orElse("");
    }

    private static boolean uses(Generation generation, ServiceReference<?> reference) {
        return generation.bindings().stream().anyMatch(binding -> binding.reference().equals(reference));
    }
}
