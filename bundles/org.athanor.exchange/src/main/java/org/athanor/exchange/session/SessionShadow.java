package org.athanor.exchange.session;

import java.util.List;
import java.util.Map;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.peer.Serving;
import org.athanor.exchange.peer.ShadowCalls;
import org.athanor.exchange.swap.SlotChange;
import org.athanor.exchange.swap.SwapExchange;
import org.athanor.exchange.work.RunningWork;

/**
 * Lets the work of a session compare plugins before an exchange, and tells when that tells nothing.
 *
 * @param machinery tells what happens
 * @param work compares
 */
record SessionShadow(Machinery machinery, RunningWork work) {

    /** Compares what an exchange replaces; done, or what differed first. */
    Result<Result.Done> of(SwapExchange exchange) {
        List<String> replaced = exchange.changes().stream().filter(SlotChange::replaces).map(SlotChange::slot).toList();
        if (exchange.policy().shadowSteps() == 0 || replaced.isEmpty()) {
            return Result.done();
        }
        ShadowCalls calls = new ShadowCalls(exchange.from(), exchange.to());
        Result<Result.Done> compared;
        try {
            compared = Serving.inShadow(calls, () -> compared(exchange, replaced));
        } catch (ProblemException e) {
            compared = Result.err(e.problem());
        }
        return calls.withheld().isEmpty() ? compared : untold(replaced, calls.withheld());
    }

    /** What may differ is first compared as if it must not, so that the reports can say whether it does. */
    private Result<Result.Done> compared(SwapExchange exchange, List<String> replaced) {
        SwapPolicy policy = exchange.policy();
        Result<Result.Done> strict = work.shadow(exchange.from(), exchange.to(), replaced, policy.agreeing());
        if (!policy.mayDiffer() || strict.isOk()) {
            return strict;
        }
        return work.shadow(exchange.from(), exchange.to(), replaced, policy).map(done -> {
            exchange.remark("it computes something else: " + strict.failure().orElseThrow().what());
            return done;
        });
    }

    /** Whatever came of a comparison in which a call was not made, it tells nothing of the plugins. */
    private Result<Result.Done> untold(List<String> replaced, List<String> notCalled) {
        machinery.announcer().record("shadow", Map.of("step", work.step(), "slots", replaced, "not_called", notCalled));
        machinery.announcer().announce(work.step(), Level.WARNING, "warning", "the shadow of "
                + String.join(", ", replaced) + " tells nothing: it does not call " + String.join(", ", notCalled)
                + ", which has side effects; only probation tries the exchange");
        return Result.done();
    }
}
