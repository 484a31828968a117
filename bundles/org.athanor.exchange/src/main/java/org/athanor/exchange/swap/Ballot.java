package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;

/** Lets a session vote at its barrier, on one exchange at a time. Thread-safe. */
final class Ballot {

    private final Barrier barrier;
    private final SwapReporter reporter;
    private final AtomicBoolean voting = new AtomicBoolean();

    Ballot(Barrier barrier, SwapReporter reporter) {
        this.barrier = barrier;
        this.reporter = reporter;
    }

    /**
     * Asks the session, which stands afterwards until the vote is decided. Called off the session's thread.
     *
     * @param bound how long it may take to reach a barrier, and may stand there
     * @param look begins what there is to decide, or says why it cannot be; answers how to complete it
     */
    Result<Result.Done> ask(Vote vote, Duration bound, Callable<Result<Callable<Result<Long>>>> look) {
        // Two that want several sessions, and have some of them each, would wait for one another.
        if (!voting.compareAndSet(false, true)) {
            return Result.err(Problem.of(Kind.REFUSED, "another exchange waits for its decision", "", "plan it again"));
        }
        boolean stands = false;
        try {
            Result<Result.Done> voted = barrier.call(bound, () -> vote.open() ? look.call().flatMap(switching ->
                    vote.stand(bound, switching) ? Result.done() : discarded()) : discarded(),
                    answer -> answer.toOptional().ifPresent(yes -> hold(vote, bound)));
            stands = voted.isOk();
            return voted;
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } finally {
            if (!stands) {
                voting.set(false);
            }
        }
    }

    private static Result<Result.Done> discarded() {
        return Result.err(Problem.of(Kind.REFUSED, "the exchange was discarded"));
    }

    private void hold(Vote vote, Duration bound) {
        boolean decided = vote.hold();
        voting.set(false);
        if (!decided) {
            reporter.warn("goes on: whether to exchange plugins was not decided for " + bound.toSeconds() + " s");
        }
    }
}
