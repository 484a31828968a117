package org.athanor.training.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.training.data.Rows;
import org.athanor.training.generation.Generation;
import org.athanor.training.logging.LoggerFeeds;
import org.athanor.training.state.Progress;
import org.athanor.training.step.LossWatch;
import org.athanor.training.step.NotFiniteException;
import org.athanor.training.step.StepResult;
import org.athanor.training.step.Stepper;
import org.athanor.training.step.TornUpdateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a session: a barrier, what is due, a step. A failure while an exchange is in probation takes the exchange
 * back and repeats what failed; any other ends the run with its last good state.
 */
final class StepLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StepLoop.class);

    private final SessionState state;
    private final Barrier barrier;
    private final Switching switching;
    private final LoggerFeeds feeds;
    private final Speed speed;
    private final LossWatch losses = new LossWatch();
    private final Duties duties;
    private long evaluatedAt;
    private long savedAt;
    private boolean stopping;
    private boolean paused;
    private long pauseAt = Long.MAX_VALUE;
    private CompletableFuture<Result<Result.Done>> arrival = new CompletableFuture<>();
    private boolean torn;

    /** What the loop asks of the session. */
    interface Duties {
        /** Does what belongs after the steps that are completed now, before anything else happens. */
        void stepCompleted();

        /** Writes a checkpoint; a problem is reported and the run goes on. */
        void saveCheckpoint();

        /** Tells the world. */
        void event(RunEvent event);

        /** Writes the report and lets everything go. Called once, at the end. */
        void conclude(State end, String reason);
    }

    StepLoop(SessionState state, Barrier barrier, Switching switching, LoggerFeeds feeds, Speed speed, Duties duties) {
        this.state = state;
        this.barrier = barrier;
        this.switching = switching;
        this.feeds = feeds;
        this.speed = speed;
        this.duties = duties;
        this.evaluatedAt = state.progress().step();
        this.savedAt = state.progress().step();
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
            failure = Optional.of(failure(e));
        }
        try {
            end(failure);
        } catch (Throwable e) {
            Problem problem = Problem.failed("the run did not end as it should", e);
            LOG.error("The session failed at its end", e);
            failure = failure.or(() -> Optional.of(problem));
            switching.rollBack(problem);
        }
        // Whatever went wrong: somebody waits for the report, and for the barrier.
        duties.conclude(failure.isPresent() ? State.FAILED : stopping ? State.STOPPED : State.COMPLETED,
                failure.map(Problem::message).orElse(""));
    }

    private Problem failure(Throwable e) {
        return e instanceof NotFiniteException ? problem(e).withRemedy("nothing was updated; try a lower"
                + " trainer.learning_rate") : problem(e);
    }

    private Problem problem(Throwable e) {
        return e instanceof ProblemException known ? known.problem()
                : Problem.failed("step " + (state.progress().step() + 1) + " failed", e);
    }

    /** Asks for the end of the run at this barrier. */
    void stop() {
        stopping = true;
    }

    /** Pauses at this barrier, or goes on. */
    void pause(boolean pause) {
        if (paused != pause && !state.state().ended()) {
            paused = pause;
            if (pause) {
                switching.paused();
            }
            event(pause ? "paused" : "resumed", Level.INFO, (pause ? "paused" : "resumed") + " after step "
                    + state.progress().step());
            settle();
        }
    }

    /**
     * Goes on, and pauses once so many steps are completed.
     *
     * @return completed at the pause, or with a problem when the run ends before it
     */
    CompletableFuture<Result<Result.Done>> advanceTo(long step) {
        long now = state.progress().step();
        if (step < now) {
            return CompletableFuture.completedFuture(Result.err(Problem.of(Problem.Kind.USAGE,
                    "step " + step + " is over: " + now + " are completed")));
        }
        arrival = new CompletableFuture<>();
        pauseAt = step;
        if (!arrived()) {
            pause(false);
        }
        return arrival;
    }

    private boolean arrived() {
        if (state.progress().step() < pauseAt) {
            return false;
        }
        pauseAt = Long.MAX_VALUE;
        pause(true);
        arrival.complete(Result.done());
        return true;
    }

    /** Notes at this barrier that a mandatory plugin has gone, or that all are back. */
    void waitFor(String missing) {
        boolean waited = state.state() == State.WAITING;
        state.become(missing.isEmpty() ? State.RUNNING : State.WAITING, missing);
        if (!missing.isEmpty()) {
            event("waiting", Level.WARNING, "waits after step " + state.progress().step() + " for " + missing);
        } else if (waited) {
            event("resumed", Level.INFO, "goes on after step " + state.progress().step());
        }
        settle();
    }

    /** Notes that a checkpoint of the current step exists. */
    void saved() {
        savedAt = state.progress().step();
    }

    /** Does what comes next; returns whether there is more. */
    private boolean advance() throws InterruptedException {
        barrier.cross();
        arrived();
        while (!stopping && (paused || switching.waits())) {
            barrier.await();
        }
        if (stopping) {
            evaluateWhenDue();
            return false;
        }
        if (state.state() == State.WAITING) {
            waitFor("");
        }
        Progress at = state.progress();
        Generation used = state.generation();
        try {
            if (evaluateWhenDue()) {
                return true;
            } else if (due(at.settings().checkpointEvery(), savedAt)) {
                duties.saveCheckpoint();
                saved();
            } else if (at.step() >= at.settings().maxSteps()) {
                return false;
            } else {
                step(at);
            }
        } catch (Throwable e) {
            if (!mended(e, used)) {
                throw e;
            }
        }
        return true;
    }

    /** Returns whether what failed can be repeated: with the version before, or once a plugin that has gone is back. */
    private boolean mended(Throwable e, Generation used) {
        torn = e instanceof TornUpdateException;
        boolean back = !torn && switching.rollBack(problem(e));
        // A service that vanished under the step has left word at the barrier.
        barrier.cross();
        return !torn && (back || switching.waits() || state.generation() != used);
    }

    /** A thing is due every so many steps, and once more after the last step if it is due at all. */
    private boolean due(long every, long doneAt) {
        long step = state.progress().step();
        return every > 0 && step > doneAt && (step % every == 0 || step >= state.progress().settings().maxSteps());
    }

    private void step(Progress at) {
        long start = System.nanoTime();
        Generation generation = state.generation();
        Rows rows = generation.training().take(at.cursor(), state.config().batchSize());
        double learningRate = at.settings().learningRate(at.step());
        StepResult result = state.stepper().run(rows, new Stepper.Inputs(state.config().seed(), at.step(),
                state.config().microBatch(), at.settings().gradientClip(), learningRate), state.updates(),
                switching.guard(losses));
        losses.saw(result.loss());
        state.updated();
        state.advance(at.after(result.loss(), rows.tokens(), rows.next()));
        long nanos = System.nanoTime() - start;
        speed.step(nanos, rows.tokens());
        switching.stepCompleted();
        duties.stepCompleted();
        long step = at.step() + 1;
        List<Metric> metrics = List.of(
                Metric.of(step, "train/loss", result.loss()),
                Metric.of(step, "train/learning_rate", learningRate),
                Metric.of(step, "train/gradient_norm", result.gradientNorm()),
                Metric.of(step, "train/tokens", state.progress().tokens()),
                Metric.measured(step, "clock/step_ms", nanos / 1e6),
                Metric.measured(step, "clock/tokens_per_second", speed.recent()));
        long maxSteps = at.settings().maxSteps();
        feeds.post(logger -> logger.metrics(step, maxSteps, metrics));
    }

    /**
     * Evaluates when that is due after this step. A checkpoint comes after it: a run that goes on from the checkpoint
     * does not look back.
     */
    boolean evaluateWhenDue() {
        boolean due = due(state.progress().settings().evalEvery(), evaluatedAt)
                && state.state() != State.WAITING;
        if (due) {
            evaluate();
        }
        return due;
    }

    private void evaluate() {
        if (!state.generation().evaluation().isEmpty()) {
            double loss = state.stepper().evaluate(state.generation().evaluation());
            state.advance(state.progress().evaluated(loss));
            long step = state.progress().step();
            long maxSteps = state.progress().settings().maxSteps();
            feeds.post(logger -> logger.metrics(step, maxSteps, List.of(Metric.of(step, "eval/loss", loss))));
            event("evaluated", Level.INFO, String.format(java.util.Locale.ROOT, "step %d: loss %.4f on held-out text",
                    step, loss));
        }
        evaluatedAt = state.progress().step();
    }

    private void settle() {
        if (state.state() != State.WAITING && !state.state().ended()) {
            state.become(paused ? State.PAUSED : State.RUNNING, "");
        }
    }

    /** A run that fails keeps no exchange whose probation is not over; any other watches it in the last checkpoint. */
    private void end(Optional<Problem> failure) {
        failure.ifPresent(problem -> {
            event("failed", Level.ERROR, problem.message());
            problem.cause().ifPresent(cause -> LOG.error("The session failed", cause));
        });
        arrival.complete(Result.err(Problem.of(Problem.Kind.FAILED, "the run has ended after step "
                + state.progress().step() + failure.map(problem -> ": " + problem.message()).orElse(""))));
        failure.ifPresent(switching::rollBack);
        if (!torn && (savedAt < state.progress().step() || state.progress().step() == 0)) {
            duties.saveCheckpoint();
        }
        switching.settle();
    }

    private void event(String type, Level level, String message) {
        duties.event(new RunEvent(state.progress().step(), level, type, message));
    }
}
