package org.athanor.training.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.training.generation.Generation;
import org.athanor.training.shadow.Shadow;

/** An exchange from one generation of a session to the next. */
final class SwapExchange implements Exchange {

    private final Switching switching;
    private final Generation from;
    private final SessionState.Ready ready;
    private final List<Change> changes;
    private final SwapPolicy policy;
    private final Shadow shadow;
    private final CompletableFuture<SwapOutcome> outcome = new CompletableFuture<>();
    private volatile boolean committed;
    private volatile boolean takenBack;

    SwapExchange(Switching switching, Generation from, SessionState.Ready ready, List<Change> changes,
            SwapPolicy policy, Shadow shadow) {
        this.switching = switching;
        this.from = from;
        this.ready = ready;
        this.changes = List.copyOf(changes);
        this.policy = policy;
        this.shadow = shadow;
    }

    @Override
    public Result<Result.Done> shadow() {
        Result<Result.Done> result = shadow.run(from, to(), changes);
        result.ifErr(problem -> outcome.complete(new SwapOutcome.NotStarted(problem)));
        return result;
    }

    @Override
    public Result<Long> commit() {
        Result<Long> switched = switching.commit(this);
        committed = switched.isOk();
        switched.ifErr(problem -> outcome.complete(new SwapOutcome.NotStarted(problem)));
        return switched;
    }

    @Override
    public SwapOutcome awaitOutcome() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public Result<Result.Done> revert(String reason) {
        if (committed) {
            Result<Result.Done> reverted = switching.revert(this, Problem.of(Kind.REFUSED, reason));
            takenBack |= reverted.isOk();
            return reverted;
        }
        outcome.complete(new SwapOutcome.NotStarted(Problem.of(Kind.REFUSED, reason)));
        return Result.done();
    }

    @Override
    public Result<Result.Done> drain() {
        Generation unused = outcome.getNow(null) instanceof SwapOutcome.Committed && !takenBack ? from : to();
        switching.finish(this);
        try {
            List<String> holders = unused.release(policy.drainBound());
            if (holders.isEmpty()) {
                return Result.done();
            }
            if (policy.force()) {
                unused.cutOff();
                return Result.done();
            }
            return Result.err(Problem.of(Kind.FAILED, "still in use after " + policy.drainBound().toSeconds()
                    + " s by " + String.join(", ", holders), "generation " + unused.number(),
                    "cut such calls off with --force"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Kind.FAILED, "the wait for the end of calls was interrupted"));
        }
    }

    Generation from() {
        return from;
    }

    Generation to() {
        return ready.generation();
    }

    SessionState.Ready ready() {
        return ready;
    }

    List<Change> changes() {
        return changes;
    }

    SwapPolicy policy() {
        return policy;
    }

    CompletableFuture<SwapOutcome> outcome() {
        return outcome;
    }
}
