package org.athanor.exchange.swap;

import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.feed.Feeds;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.migration.Handover;
import org.athanor.exchange.work.RunningWork;

/**
 * Lets one generation of a session take over from another, and the other from it again. Used at barriers.
 *
 * @param state which generation is in use
 * @param work what marks its state and goes back to it
 * @param feeds the plugins that are fed
 * @param slots what is in the slots
 * @param handover gives the plugins that come in the state of those that go
 */
record Takeover(SessionState state, RunningWork work, Feeds feeds, SlotTable slots, Handover handover) {

    /**
     * The first half of a switch, after which everything can still be left as it was.
     *
     * @param exchange the exchange
     * @param before what it can be taken back to
     * @param states the state that plugins which are replaced had, by their bindings
     * @param since when it began, as {@link System#nanoTime} counts
     */
    record Begun(SwapExchange exchange, RunningWork.Mark before, Map<PluginBinding, StateSnapshot> states,
            long since) {
    }

    /** Begins a switch: the plugins that come in get the state of those that go. Nothing of the session changes. */
    Result<Begun> begin(SwapExchange exchange) {
        long since = System.nanoTime();
        RunningWork.Mark before = work.mark();
        return exchange.ready().catchUp().flatMap(done -> handed(exchange.from(), exchange.to()))
                .map(states -> new Begun(exchange, before, states, since));
    }

    private Result<Map<PluginBinding, StateSnapshot>> handed(Generation from, Generation to) {
        try {
            return Result.ok(handover.between(from, to, slots.left()));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (Throwable e) {
            return Result.err(undone(e));
        }
    }

    private static Problem undone(Throwable e) {
        return Problem.failed("the switch failed and was undone", e);
    }

    /** Completes a switch, or leaves the session as it is. */
    Result<Probation> complete(Begun begun) {
        SwapExchange exchange = begun.exchange();
        return takeOver(exchange.ready(), exchange.to()).<Result<Probation>>map(Result::err).orElseGet(() -> {
            slots.leaveOut(exchange.from(), exchange.to(), exchange.changes());
            feeds.switchTo(exchange.to().bindings());
            return Result.ok(new Probation(exchange, begun.before(), begun.states(), work.step(),
                    (System.nanoTime() - begun.since()) / 1e6));
        });
    }

    private Optional<Problem> takeOver(RunningWork.Ready ready, Generation next) {
        try {
            ready.takeOver();
            state.use(next);
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } catch (Throwable e) {
            return Optional.of(undone(e));
        }
    }

    /** Lets a generation take over at once; returns why it could not be. */
    Optional<Problem> by(Generation next) {
        return handed(state.generation(), next).flatMap(states -> work.ready(next)).map(ready -> takeOver(ready, next))
                .orElse(Optional::of);
    }

    /** Goes back; returns why, and what went wrong with it. */
    Problem back(Probation exchange, Problem why) {
        Generation from = exchange.exchange().from();
        exchange.before().goBack();
        state.use(from);
        feeds.takeBack(exchange.exchange().left());
        return handover.back(from, exchange.states(), why);
    }
}
