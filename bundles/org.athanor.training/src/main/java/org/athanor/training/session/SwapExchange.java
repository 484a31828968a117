package org.athanor.training.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SwapOutcome;
import org.athanor.training.generation.Generation;

/** An exchange from one generation of a session to the next. */
final class SwapExchange implements Exchange {

    private final Switching switching;
    private final Generation from;
    private final SessionState.Ready ready;
    private final List<Change> changes;
    private final int probationSteps;
    private final CompletableFuture<SwapOutcome> outcome = new CompletableFuture<>();
    private volatile boolean committed;

    SwapExchange(Switching switching, Generation from, SessionState.Ready ready, List<Change> changes,
            int probationSteps) {
        this.switching = switching;
        this.from = from;
        this.ready = ready;
        this.changes = List.copyOf(changes);
        this.probationSteps = probationSteps;
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
            return switching.revert(this, Problem.of(Kind.REFUSED, reason));
        }
        outcome.complete(new SwapOutcome.NotStarted(Problem.of(Kind.REFUSED, reason)));
        return Result.done();
    }

    @Override
    public Result<Result.Done> drain(Duration bound) {
        boolean old = outcome.getNow(null) instanceof SwapOutcome.Committed;
        switching.settleLoggers();
        try {
            List<String> holders = (old ? from : to()).release(bound);
            return holders.isEmpty() ? Result.done() : Result.err(Problem.of(Kind.FAILED,
                    "still in use after " + bound.toSeconds() + " s by " + String.join(", ", holders),
                    "generation " + (old ? from : to()).number(), ""));
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

    int probationSteps() {
        return probationSteps;
    }

    CompletableFuture<SwapOutcome> outcome() {
        return outcome;
    }
}
