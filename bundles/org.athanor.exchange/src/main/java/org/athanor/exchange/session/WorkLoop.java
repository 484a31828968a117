package org.athanor.exchange.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.swap.Barrier;
import org.athanor.exchange.swap.SessionState;
import org.athanor.exchange.swap.Switching;
import org.athanor.exchange.threads.HangException;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.TornStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a session: a barrier, and what comes next in its work. A failure while an exchange is in probation takes
 * the exchange back and repeats what failed; any other ends the run with its last good state.
 */
public final class WorkLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);

    private final SessionState state;
    private final Barrier barrier;
    private final Switching switching;
    private final RunningWork work;
    private final Duties duties;
    private boolean stopping;
    private boolean paused;
    private long pauseAt = Long.MAX_VALUE;
    private CompletableFuture<Result<Result.Done>> arrival = new CompletableFuture<>();
    private boolean torn;
    private boolean missing;
    private volatile Optional<Problem> aborted = Optional.empty();

    /** What the loop asks of the session. */
    public interface Duties {
        /** Does what belongs after the steps that are completed now, before anything else happens. */
        void stepCompleted();

        /** Tells the world. */
        void event(RunEvent event);

        /** Writes the report and lets everything go. Called once, at the end. */
        void conclude(State end, String reason);
    }

    /** Creates the loop of a session. */
    public WorkLoop(SessionState state, Barrier barrier, Switching switching, RunningWork work, Duties duties) {
        this.state = state;
        this.barrier = barrier;
        this.switching = switching;
        this.work = work;
        this.duties = duties;
    }

    @Override
    public void run() {
        barrier.own();
        state.become(paused ? State.PAUSED : State.RUNNING, "");
        Optional<Problem> failure = Optional.empty();
        try {
            while (advance()) {
                Thread.interrupted();
            }
        } catch (Throwable e) {
            failure = aborted.isPresent() ? Optional.empty() : Optional.of(failure(e));
        }
        try {
            Optional<Problem> unsaved = end(failure);
            failure = failure.or(() -> unsaved);
        } catch (Throwable e) {
            Problem problem = Problem.failed("the run did not end as it should", e);
            LOG.error("The session failed at its end", e);
            failure = failure.or(() -> Optional.of(problem));
            switching.rollBack(problem);
        }
        // Whatever went wrong: somebody waits for the report, and for the barrier.
        duties.conclude(failure.isPresent() ? State.FAILED : stopping || aborted.isPresent() ? State.STOPPED
                : State.COMPLETED, failure.or(() -> aborted).map(Problem::message).orElse(""));
    }

    private Problem failure(Throwable e) {
        String remedy = work.remedy(e);
        return remedy.isEmpty() ? problem(e) : problem(e).withRemedy(remedy);
    }

    private Problem problem(Throwable e) {
        if (e instanceof ProblemException known) {
            return known.problem();
        }
        Problem problem = Problem.failed("step " + (work.step() + 1) + " failed", e);
        return e instanceof HangException hang ? state.generation().whereabouts(hang.where())
                .map(plugin -> problem.at(plugin.descriptor().toString())).orElse(problem) : problem;
    }

    /** Asks for the end of the run at this barrier. */
    public void stop() {
        stopping = true;
    }

    /**
     * Ends the run where it stands, without saving anything: what a step waits for is about to be given up. Called by
     * any thread.
     */
    public void abort(Problem why) {
        aborted = Optional.of(why);
    }

    /** Pauses at this barrier, or goes on. */
    public void pause(boolean pause) {
        if (paused != pause && !state.state().ended()) {
            paused = pause;
            if (pause) {
                switching.paused();
            }
            event(pause ? "paused" : "resumed", Level.INFO, (pause ? "paused" : "resumed") + " after step "
                    + work.step());
            settleState();
        }
    }

    /**
     * Goes on, and pauses once so many steps are completed. Whoever waits for a pause after another step waits in vain,
     * and is told.
     *
     * @return completed at the pause, or with a problem when the run ends before it or is to pause after another step
     */
    public CompletableFuture<Result<Result.Done>> advanceTo(long step) {
        long now = work.step();
        if (step < now) {
            return CompletableFuture.completedFuture(Result.err(Problem.of(Problem.Kind.USAGE,
                    "step " + step + " is over: " + now + " are completed")));
        }
        if (step != pauseAt) {
            arrival.complete(Result.err(Problem.of(Problem.Kind.REFUSED, "the session pauses after step " + step
                    + ", for which somebody else has asked since, not after step " + pauseAt)));
            arrival = new CompletableFuture<>();
            pauseAt = step;
        }
        CompletableFuture<Result<Result.Done>> asked = arrival;
        if (!arrived()) {
            pause(false);
        }
        return asked;
    }

    private boolean arrived() {
        if (work.step() < pauseAt) {
            return false;
        }
        pauseAt = Long.MAX_VALUE;
        pause(true);
        arrival.complete(Result.done());
        return true;
    }

    /** Notes at this barrier that a mandatory plugin has gone, or that all are back. */
    public void waitFor(String plugin) {
        boolean waited = state.state() == State.WAITING;
        missing = !plugin.isEmpty();
        state.become(missing ? State.WAITING : State.RUNNING, plugin);
        if (missing) {
            event("waiting", Level.WARNING, "waits after step " + work.step() + " for " + plugin);
        } else if (waited) {
            event("resumed", Level.INFO, "goes on after step " + work.step());
        }
        settleState();
    }

    /** Does what comes next; returns whether there is more. */
    private boolean advance() throws Exception {
        barrier.cross();
        arrived();
        while (!stopping && aborted.isEmpty() && (paused || switching.waits())) {
            barrier.await();
        }
        if (aborted.isPresent()) {
            return false;
        }
        if (stopping) {
            work.beforeStop();
            return false;
        }
        if (missing) {
            waitFor("");
        }
        Generation used = state.generation();
        long completed = work.step();
        try {
            boolean more = work.advance();
            if (work.step() > completed) {
                switching.stepCompleted();
                duties.stepCompleted();
            }
            return more;
        } catch (Throwable e) {
            if (!mended(e, used)) {
                throw e;
            }
            return true;
        }
    }

    /** Returns whether what failed can be repeated: with the version before, or once a plugin that has gone is back. */
    private boolean mended(Throwable e, Generation used) {
        if (aborted.isPresent()) {
            return false;
        }
        torn = e instanceof TornStateException;
        boolean back = !torn && switching.rollBack(problem(e));
        // A service that vanished under the step has left word at the barrier.
        barrier.cross();
        return !torn && (back || switching.waits() || state.generation() != used);
    }

    private void settleState() {
        if (state.state() != State.WAITING && !state.state().ended()) {
            state.become(paused ? State.PAUSED : State.RUNNING, "");
        }
    }

    /**
     * A run that fails keeps no exchange whose probation is not over; any other watches it in the last checkpoint.
     *
     * @return why its state is not saved
     */
    private Optional<Problem> end(Optional<Problem> failure) {
        failure.ifPresent(problem -> {
            event("failed", Level.ERROR, problem.message());
            problem.cause().ifPresent(cause -> LOG.error("The session failed", cause));
        });
        arrival.complete(Result.err(Problem.of(Problem.Kind.FAILED, "the run has ended after step "
                + work.step() + failure.map(problem -> ": " + problem.message()).orElse(""))));
        aborted.ifPresent(problem -> event("aborted", Level.WARNING, problem.message()));
        failure.or(() -> aborted).ifPresent(switching::rollBack);
        Optional<Problem> unsaved = aborted.isPresent() ? Optional.empty() : work.atEnd(torn);
        switching.confirm();
        return unsaved;
    }

    private void event(String type, Level level, String message) {
        duties.event(new RunEvent(work.step(), level, type, message));
    }
}
