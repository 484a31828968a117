package org.athanor.plugins.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.plugins.plan.SessionChange;

/** The actions on sessions in one change: all sessions take part, or none does. Used by one thread. */
final class SessionWork {

    private final List<Part> parts = new ArrayList<>();
    private final List<InUse> inUse = new ArrayList<>();
    private Optional<Long> switched = Optional.empty();
    private Optional<SwapOutcome.RolledBack> rolledBack = Optional.empty();

    /** A session's part in the change; {@code settled} when it is back on the version before. */
    private static final class Part {
        private final Session session;
        private final List<Session.Change> changes;
        private final Exchange exchange;
        private boolean committed;
        private boolean settled;

        Part(Session session, List<Session.Change> changes, Exchange exchange) {
            this.session = session;
            this.changes = changes;
            this.exchange = exchange;
        }
    }

    /** Returns the step of the switch; the largest, when several sessions switched. */
    Optional<Long> switched() {
        return switched;
    }

    /** Returns how a session went back by itself, if one did. */
    Optional<SwapOutcome.RolledBack> rolledBack() {
        return rolledBack;
    }

    /**
     * Prepares one exchange per session.
     *
     * @param bundles the bundles that come in, by symbolic name
     */
    void prepare(List<SessionChange> changes, Map<String, Long> bundles, SwapPolicy policy) {
        for (SessionChange change : changes) {
            List<Session.Change> changed = change.changes(bundles);
            Exchange exchange = asked(() -> change.session().prepare(changed, policy))
                    .orElse(problem -> {
                        throw new ProblemException(in(change.session(), problem));
                    });
            parts.add(new Part(change.session(), changed, exchange));
        }
    }

    void shadow() {
        for (Part part : parts) {
            part.exchange.shadow().ifErr(problem -> {
                throw new ProblemException(in(part.session, problem));
            });
        }
    }

    void commit() {
        for (Part part : parts) {
            long step = asked(part.exchange::commit).orElse(problem -> {
                throw new ProblemException(in(part.session, problem));
            });
            part.committed = true;
            switched = Optional.of(Math.max(step, switched.orElse(step)));
        }
    }

    /** Waits for all sessions at once, so that one which goes back early takes the others with it early. */
    void await() throws InterruptedException {
        BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
        for (Part part : parts) {
            Thread waiter = new Thread(() -> ended.add(outcome(part)), "athanor-probation-" + part.session.id());
            waiter.setDaemon(true);
            waiter.start();
        }
        Optional<Problem> failure = Optional.empty();
        for (int number = 0; number < parts.size(); number++) {
            Ended each = ended.take();
            if (each.outcome() instanceof SwapOutcome.RolledBack back) {
                each.part().settled = true;
                rolledBack = rolledBack.or(() -> Optional.of(back));
            }
            Optional<Problem> problem = problem(each);
            if (problem.isPresent() && failure.isEmpty()) {
                failure = problem;
                revertOthers(each.part(), problem.get().message());
            }
        }
        if (failure.isPresent()) {
            throw new ProblemException(failure.get());
        }
    }

    /** How the probation of one session ended. */
    private record Ended(Part part, SwapOutcome outcome) {
    }

    private static Ended outcome(Part part) {
        try {
            return new Ended(part, part.exchange.awaitOutcome());
        } catch (InterruptedException | RuntimeException e) {
            return new Ended(part, new SwapOutcome.NotStarted(Problem.failed("probation could not be awaited", e)));
        }
    }

    private static Optional<Problem> problem(Ended ended) {
        if (ended.outcome() instanceof SwapOutcome.RolledBack back) {
            return Optional.of(in(ended.part().session, back.problem()));
        }
        return ended.outcome() instanceof SwapOutcome.NotStarted refused
                ? Optional.of(in(ended.part().session, refused.problem())) : Optional.empty();
    }

    private void revertOthers(Part failed, String reason) {
        parts.stream().filter(part -> part != failed && !part.settled)
                .forEach(part -> part.settled = asked(() -> part.exchange.revert(reason)).isOk());
    }

    /** Switches every session back that is not back already. Calls may go on inside what came in: {@link #inUse()}. */
    void revert(String reason) {
        List<Problem> notBack = new ArrayList<>();
        for (Part part : parts) {
            if (!part.settled && !asked(() -> part.exchange.revert(reason)).isOk() && part.committed) {
                Result<Exchange> opposite = back(part);
                opposite.ifErr(problem -> notBack.add(in(part.session, problem)));
                opposite.toOptional().ifPresent(exchange -> letGo(part.session, exchange));
            }
            letGo(part.session, part.exchange);
        }
        if (!notBack.isEmpty()) {
            throw new ProblemException(notBack.get(0));
        }
    }

    /** A session whose probation is over does not take the exchange back, but it can be given the opposite one. */
    private static Result<Exchange> back(Part part) {
        List<Session.Change> opposite = part.changes.stream().map(change ->
                new Session.Change(change.kind(), change.name(), change.toBundle(), change.fromBundle())).toList();
        return asked(() -> part.session.prepare(opposite, SwapPolicy.unchecked()).flatMap(exchange ->
                exchange.commit().map(step -> exchange)));
    }

    void drain() {
        parts.forEach(part -> letGo(part.session, part.exchange));
        inUse().ifPresent(problem -> {
            throw new ProblemException(problem.withRemedy("the version before stays installed"));
        });
    }

    private void letGo(Session session, Exchange exchange) {
        exchange.drain().ifErr(problem -> inUse.add(new InUse(exchange, in(session, problem))));
    }

    /** An exchange whose unused version a call is still inside. */
    private record InUse(Exchange exchange, Problem problem) {
    }

    /** Returns which call went on inside what is no longer used, if one did. */
    Optional<Problem> inUse() {
        return inUse.stream().findFirst().map(InUse::problem);
    }

    /** Tries once more to let go of what is no longer used; returns as {@link #inUse()} does. */
    Optional<Problem> letGo() {
        inUse.removeIf(each -> each.exchange().drain().isOk());
        return inUse();
    }

    /** A session that hangs throws, whatever it is asked for. */
    private static <T> Result<T> asked(Supplier<Result<T>> call) {
        try {
            return call.get();
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }

    private static Problem in(Session session, Problem problem) {
        return new Problem(problem.kind() == Kind.USAGE ? Kind.REFUSED : problem.kind(), problem.what(),
                problem.where().isEmpty() ? "session " + session.id() : "session " + session.id() + ", "
                        + problem.where(), problem.remedy(), problem.cause());
    }
}
