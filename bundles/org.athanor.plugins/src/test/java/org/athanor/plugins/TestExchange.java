package org.athanor.plugins;

import java.util.List;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.plugins.TestSessions.TestSession;

/** As in the real session, an exchange cannot be taken back once its probation is over. */
final class TestExchange implements Exchange {
    private final TestSession session;
    private final List<Session.Change> changes;
    private final List<Session.Binding> before;
    private volatile boolean kept;

    TestExchange(TestSession session, List<Session.Change> changes) {
        this.session = session;
        this.changes = changes;
        this.before = session.bindings;
    }

    @Override
    public Result<Result.Done> shadow() {
        session.calls.add("shadow");
        return session.fails("shadow") ? Result.err(TestSession.problem("the tokens differ")) : Result.done();
    }

    @Override
    public Result<Result.Done> vote() {
        session.calls.add("vote");
        session.reachBarrier();
        return session.fails("vote") ? Result.err(TestSession.problem("the session has changed")) : Result.done();
    }

    @Override
    public Result<Long> commit() {
        session.calls.add("commit");
        session.reachBarrier();
        if (session.fails("commit")) {
            return Result.err(TestSession.problem("the barrier was not reached"));
        }
        session.apply(changes);
        return Result.ok(session.step);
    }

    @Override
    public SwapOutcome awaitOutcome() {
        session.calls.add("await");
        if (session.fails("probation")) {
            session.bindings = before;
            return new SwapOutcome.RolledBack(session.step + 1, TestSession.problem("the first call threw"));
        }
        kept = true;
        return new SwapOutcome.Committed(session.step);
    }

    @Override
    public Result<Result.Done> revert(String reason) {
        session.calls.add("revert");
        if (kept) {
            return Result.err(TestSession.problem("the exchange can no longer be taken back"));
        }
        session.bindings = before;
        return Result.done();
    }

    @Override
    public Result<Result.Done> drain() {
        session.calls.add("drain");
        return session.fails("drain") ? Result.err(TestSession.problem("generate holds it")) : Result.done();
    }
}
