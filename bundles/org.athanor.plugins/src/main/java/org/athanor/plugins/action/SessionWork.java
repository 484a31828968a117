package org.athanor.plugins.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.plugins.container.Incoming;
import org.athanor.plugins.container.Rebinding;

/** The work on sessions in one transaction: all of them take part, or none does. Used by one thread. */
public final class SessionWork {

    private final List<Participant> participants = new ArrayList<>();
    private final List<InUse> inUse = new ArrayList<>();
    private Optional<Long> switched = Optional.empty();
    private Optional<SwapOutcome.RolledBack> rolledBack = Optional.empty();

    /** A session that takes part; {@code reverted} when it is back on the version before. */
    private static final class Participant {
        private final Session session;
        private final List<Session.Change> opposite;
        private final Exchange exchange;
        private boolean committed;
        private boolean reverted;

        Participant(Session session, List<Session.Change> opposite, Exchange exchange) {
            this.session = session;
            this.opposite = opposite;
            this.exchange = exchange;
        }
    }

    /** Returns the step of the switch; the largest, when several sessions switched. */
    public Optional<Long> switched() {
        return switched;
    }

    /** Returns how a session went back by itself, if one did. */
    public Optional<SwapOutcome.RolledBack> rolledBack() {
        return rolledBack;
    }

    /**
     * Prepares one exchange per session.
     *
     * @param incoming the bundles that come in
     */
    void prepare(List<Rebinding> rebindings, Map<BundleRef, Incoming> incoming, SwapPolicy policy) {
        for (Rebinding each : rebindings) {
            List<Session.Change> changes = each.changes(incoming);
            Exchange exchange = asked(() -> each.session().prepare(changes, policy))
                    .orElse(problem -> {
                        throw new ProblemException(in(each.session(), problem));
                    });
            participants.add(new Participant(each.session(), each.opposite(), exchange));
        }
    }

    void shadow() {
        for (Participant each : participants) {
            each.exchange.shadow().ifErr(problem -> {
                throw new ProblemException(in(each.session, problem));
            });
        }
    }

    /** Switches all sessions. Several vote first, so that none switches when one of them cannot. */
    void commit() throws InterruptedException {
        if (participants.size() > 1) {
            vote();
        }
        for (Participant each : participants) {
            long step = asked(each.exchange::commit).orElse(problem -> {
                throw new ProblemException(in(each.session, problem));
            });
            each.committed = true;
            switched = Optional.of(Math.max(step, switched.orElse(step)));
        }
    }

    /** Asks all at once: whoever stands at its barrier waits for the slowest of them only. */
    private void vote() throws InterruptedException {
        BlockingQueue<Optional<Problem>> votes = onThreads("vote", SessionWork::no);
        for (int number = 0; number < participants.size(); number++) {
            refuse(votes.take());
        }
        // The vote of one that came early may have become void while a late one was awaited.
        for (Participant each : participants) {
            refuse(no(each));
        }
    }

    private static Optional<Problem> no(Participant each) {
        return asked(each.exchange::vote).failure().map(problem -> in(each.session, problem));
    }

    /** Lets all go on at once when one will not switch. */
    private void refuse(Optional<Problem> no) {
        no.ifPresent(problem -> {
            participants.forEach(each -> each.exchange.revert(problem.message()));
            throw new ProblemException(problem);
        });
    }

    private <T> BlockingQueue<T> onThreads(String what, Function<Participant, T> question) {
        BlockingQueue<T> answers = new LinkedBlockingQueue<>();
        for (Participant each : participants) {
            Thread thread = new Thread(() -> answers.add(question.apply(each)),
                    "athanor-" + what + "-" + each.session.id());
            thread.setDaemon(true);
            thread.start();
        }
        return answers;
    }

    /** Waits for all sessions at once, so that one which goes back early takes the others with it early. */
    void await() throws InterruptedException {
        BlockingQueue<Ended> ended = onThreads("probation", SessionWork::outcome);
        Optional<Problem> failure = Optional.empty();
        for (int number = 0; number < participants.size(); number++) {
            Ended each = ended.take();
            if (each.outcome() instanceof SwapOutcome.RolledBack back) {
                each.participant().reverted = true;
                rolledBack = rolledBack.or(() -> Optional.of(back));
            }
            Optional<Problem> problem = problem(each);
            if (problem.isPresent() && failure.isEmpty()) {
                failure = problem;
                revertOthers(each.participant(), problem.get().message());
            }
        }
        if (failure.isPresent()) {
            throw new ProblemException(failure.get());
        }
    }

    /** How the probation of one session ended. */
    private record Ended(Participant participant, SwapOutcome outcome) {
    }

    private static Ended outcome(Participant each) {
        try {
            return new Ended(each, each.exchange.awaitOutcome());
        } catch (InterruptedException | RuntimeException e) {
            return new Ended(each, new SwapOutcome.NotStarted(Problem.failed("probation could not be awaited", e)));
        }
    }

    private static Optional<Problem> problem(Ended ended) {
        if (ended.outcome() instanceof SwapOutcome.RolledBack back) {
            return Optional.of(in(ended.participant().session, back.problem()));
        }
        return ended.outcome() instanceof SwapOutcome.NotStarted refused
                ? Optional.of(in(ended.participant().session, refused.problem())) : Optional.empty();
    }

    private void revertOthers(Participant failed, String reason) {
        participants.stream().filter(each -> each != failed && !each.reverted)
                .forEach(each -> each.reverted = asked(() -> each.exchange.revert(reason)).isOk());
    }

    /** Switches every session back that is not back already. Calls may go on inside what came in: {@link #inUse()}. */
    void revert(String reason) {
        List<Problem> notBack = new ArrayList<>();
        for (Participant each : participants) {
            if (!each.reverted && !asked(() -> each.exchange.revert(reason)).isOk() && each.committed) {
                Result<Exchange> opposite = back(each);
                opposite.ifErr(problem -> notBack.add(in(each.session, problem)));
                opposite.toOptional().ifPresent(exchange -> release(each.session, exchange));
            }
            release(each.session, each.exchange);
        }
        if (!notBack.isEmpty()) {
            throw new ProblemException(notBack.get(0));
        }
    }

    /** A session whose probation is over does not take the exchange back, but it can be given the opposite one. */
    private static Result<Exchange> back(Participant each) {
        return asked(() -> each.session.prepare(each.opposite, SwapPolicy.unchecked()).flatMap(exchange ->
                exchange.commit().map(step -> exchange)));
    }

    void drain() {
        participants.forEach(each -> release(each.session, each.exchange));
        inUse().ifPresent(problem -> {
            throw new ProblemException(problem.withRemedy("the version before stays installed"));
        });
    }

    private void release(Session session, Exchange exchange) {
        exchange.drain().ifErr(problem -> inUse.add(new InUse(exchange, in(session, problem))));
    }

    /** An exchange whose unused version a call is still inside. */
    private record InUse(Exchange exchange, Problem problem) {
    }

    /** Returns which call went on inside what is no longer used, if one did. */
    public Optional<Problem> inUse() {
        return inUse.stream().findFirst().map(InUse::problem);
    }

    /** Tries once more to release what is no longer used; returns as {@link #inUse()} does. */
    public Optional<Problem> release() {
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
