package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.feed.Feeds;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.migration.Handover;
import org.athanor.exchange.work.RunningWork;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches a session between generations at its barrier, watches the new one during probation, and switches back when
 * it fails. At most one exchange is in probation. One that is kept can still be taken back until it is finished, when
 * the change that it is part of has been made for good.
 */
public final class Switching {

    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);

    /** A plugin that takes longer to give or take its state hangs; the session stands still for it. */
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    private final SessionState state;
    private final RunningWork work;
    private final Barrier barrier;
    private final Feeds feeds;
    private final SwapReporter reporter;
    private final SlotTable slots;
    private final Handover handover;
    private final Takeover takeover;
    /** Emptied by whoever tells its end: the session's thread, or the one that steers the exchange. */
    private final AtomicReference<Optional<Open>> kept = new AtomicReference<>(Optional.empty());
    private final Ballot ballot;
    private volatile Optional<Probation> probation = Optional.empty();
    private boolean witnessed;

    /**
     * An exchange whose probation is over and which is not finished.
     *
     * @param exchange the exchange
     * @param remark what was not as it should be; empty when nothing was
     */
    private record Open(Probation exchange, String remark) {
    }

    /** {@code migration}: takes a state to the version that a plugin understands. */
    public Switching(SessionState state, RunningWork work, Barrier barrier, Feeds feeds, SwapReporter reporter,
            SlotTable slots,
            BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migration) {
        this.state = state;
        this.work = work;
        this.barrier = barrier;
        this.feeds = feeds;
        this.reporter = reporter;
        this.slots = slots;
        this.handover = new Handover(migration, HANDOVER);
        this.ballot = new Ballot(barrier, reporter);
        this.takeover = new Takeover(state, work, feeds, slots, handover);
    }

    /** Switches at the next barrier, once no other exchange is in probation. Called off the session's thread. */
    public Result<Long> commit(SwapExchange exchange) {
        for (Optional<Probation> other = probation; other.isPresent(); other = probation) {
            other.get().exchange().outcome().join();
        }
        return exchange.ready().catchUp().flatMap(done -> barrier.call(() -> begin(exchange).flatMap(this::complete)));
    }

    /** Lets the session stand at its next barrier, if it can switch. Called off the session's thread. */
    Result<Result.Done> vote(SwapExchange exchange, Vote vote) {
        return exchange.ready().catchUp().flatMap(done -> ballot.ask(vote, exchange.policy().voteBound(), () ->
                begin(exchange).map(begun -> () -> complete(begun))));
    }

    private Result<Takeover.Begun> begin(SwapExchange exchange) {
        if (state.state().ended() || state.generation() != exchange.from() || probation.isPresent()) {
            return Result.err(Problem.of(Kind.REFUSED, state.state().ended() ? "the run has ended"
                    : "the session has changed since the exchange was prepared", "", "plan it again"));
        }
        finish();
        return takeover.begin(exchange);
    }

    /** Returns whether the session goes on with another generation than an exchange was prepared for. */
    boolean leftBehind(SwapExchange exchange) {
        return !state.state().ended() && state.generation() != exchange.from();
    }

    private Result<Long> complete(Takeover.Begun begun) {
        return takeover.complete(begun).map(switched -> {
            witnessed = false;
            probation = Optional.of(switched);
            if (switched.exchange().policy().probationSteps() == 0) {
                keep("");
            } else if (state.state() != State.RUNNING) {
                keep("no step has tried it: the session is " + state.state().word());
            }
            return switched.step();
        });
    }

    /**
     * Switches back at the next barrier: from an exchange in probation, or from one that was kept and is not finished,
     * if nothing else has changed since. Called off the session's thread.
     */
    Result<Result.Done> revert(SwapExchange exchange, Problem why) {
        return barrier.call(() -> (probation.filter(current -> current.exchange() == exchange).isPresent()
                && rollBack(why)) || takeBack(exchange, why) ? Result.done()
                : Result.err(Problem.of(Kind.REFUSED, "the exchange can no longer be taken back", "",
                        "use plugin:rollback")));
    }

    /** Returns the completed steps. */
    public long step() {
        return work.step();
    }

    /** Returns whether an exchange is in probation. */
    public boolean onProbation() {
        return probation.isPresent();
    }

    /** Notes a completed step; the exchange is kept when its probation is over. */
    public void stepCompleted() {
        probation.filter(current -> work.step() - current.step()
                >= current.exchange().policy().probationSteps()).ifPresent(current -> keep(""));
    }

    /** Keeps an exchange that is in probation for good, because its run goes on differently or has ended well. */
    public void confirm() {
        probation.ifPresent(current -> keep(""));
        finish();
    }

    /** Keeps an exchange that is in probation, and says so: whoever waits for it must not wait for the pause to end. */
    public void paused() {
        probation.ifPresent(current -> keep("the session was paused after " + (work.step() - current.step())
                + " of " + current.exchange().policy().probationSteps() + " steps of probation"));
    }

    /**
     * Goes back to the generation before the exchange that is in probation.
     *
     * @return false when none is, so that the failure is not to be blamed on an exchange
     */
    public boolean rollBack(Problem why) {
        Optional<Probation> current = probation;
        probation = Optional.empty();
        current.ifPresent(exchange -> back(exchange, why));
        return current.isPresent();
    }

    private Optional<Open> kept() {
        return Objects.requireNonNull(kept.get());
    }

    private boolean takeBack(SwapExchange exchange, Problem why) {
        Optional<Open> current = kept().filter(each -> each.exchange().exchange() == exchange
                && state.generation() == exchange.to() && !state.state().ended());
        current.ifPresent(each -> {
            kept.set(Optional.empty());
            back(each.exchange(), why);
        });
        return current.isPresent();
    }

    private void back(Probation exchange, Problem why) {
        why.cause().ifPresent(cause -> LOG.warn("The exchange at step {} failed", exchange.step(), cause));
        Problem reason = why;
        try {
            reason = takeover.back(exchange, why);
        } finally {
            SwapOutcome outcome = new SwapOutcome.RolledBack(work.step(), reason);
            reporter.ended(exchange, outcome, reason.message());
            exchange.exchange().outcome().complete(outcome);
        }
    }

    /** Writes into the ledger, once, what is open: a checkpoint from here on holds steps that it made. */
    public void witness() {
        probation.or(() -> kept().map(Open::exchange)).filter(current -> !witnessed).ifPresent(current -> {
            witnessed = true;
            reporter.open(current);
        });
    }

    /** Returns whether the plugin of a binding came with the exchange in probation. */
    public boolean newcomer(PluginBinding binding) {
        return probation.filter(current -> current.brought(binding.reference())).isPresent();
    }

    /** Lets {@code then} happen when the exchange in probation has ended, on a thread of its own; returns if one is. */
    boolean afterProbation(Runnable then) {
        Optional<Probation> current = probation;
        current.ifPresent(each -> {
            var unused = each.exchange().outcome().thenRunAsync(then);
        });
        return current.isPresent();
    }

    /**
     * Notes that a service is about to vanish. Called at a barrier.
     *
     * @param works whether it still works: then it is asked for its state
     */
    void lose(ServiceReference<?> reference, boolean works) {
        if (probation.filter(current -> current.brought(reference)).isPresent()) {
            rollBack(Problem.of(Kind.FAILED, "its service vanished"));
        } else if (probation.filter(current -> current.replaced(reference)).isPresent()) {
            keep("the version before has gone");
        }
        kept().filter(current -> current.exchange().replaced(reference)).ifPresent(current -> finish());
        Generation generation = state.generation();
        generation.bindings().stream().filter(binding -> binding.reference().equals(reference)).findFirst()
                .ifPresent(binding -> {
                    confirm();
                    slots.lost(binding, works ? lastState(binding, generation) : Optional.empty());
                    feeds.switchTo(generation.bindings().stream().filter(this::alive).toList());
                    feeds.confirm();
                });
    }

    private Optional<StateSnapshot> lastState(PluginBinding binding, Generation generation) {
        try {
            return handover.snapshot(binding, generation);
        } catch (ProblemException e) {
            reporter.warn(e.problem().message() + "; its successor begins without");
            return Optional.empty();
        }
    }

    /**
     * Puts a generation to work in which plugins that had gone are back, with the state that they left. Called at a
     * barrier.
     *
     * @return why it could not be; nothing has changed then
     */
    Optional<Problem> recover(Generation next) {
        Generation before = state.generation();
        Optional<Problem> misfit = takeover.by(next);
        if (misfit.isPresent()) {
            return misfit;
        }
        finish();
        feeds.switchTo(next.bindings());
        slots.leaveOut(before, next, List.of());
        slots.confirm(List.of());
        return Optional.empty();
    }

    /** Returns whether the session waits for a plugin that it cannot do without. */
    public boolean waits() {
        return slots.waits();
    }

    /** Returns whether the service of a binding is there. */
    public boolean alive(PluginBinding binding) {
        return slots.alive(binding);
    }

    /** {@code remark}: what was not as it should be; empty when nothing was. */
    private void keep(String remark) {
        Probation current = probation.orElseThrow();
        kept.set(Optional.of(new Open(current, remark.isEmpty() ? current.exchange().remark() : remark)));
        probation = Optional.empty();
        current.exchange().outcome().complete(new SwapOutcome.Committed(current.step()));
    }

    /** Keeps an exchange for good, and lets plugins that are fed and left in it go. Called off the session's thread. */
    void finish(SwapExchange exchange) {
        if (kept().filter(current -> current.exchange().exchange() == exchange).isPresent()) {
            finish();
        }
        feeds.confirm(exchange.left());
    }

    private void finish() {
        Objects.requireNonNull(kept.getAndSet(Optional.empty())).ifPresent(current -> {
            reporter.ended(current.exchange(), new SwapOutcome.Committed(current.exchange().step()), current.remark());
            slots.confirm(current.exchange().changes());
        });
    }
}
