package org.athanor.training.loop;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.training.data.Rows;
import org.athanor.training.state.Progress;
import org.athanor.training.step.Guard;
import org.athanor.training.step.LossWatch;
import org.athanor.training.step.RuinedException;
import org.athanor.training.step.StepResult;
import org.athanor.training.step.Stepper;

/** What a training does between two barriers: what is due, or a step. Used by the session's thread. */
final class Steps {

    private static final long NEVER = -1;
    /** How often a checkpoint that failed is tried again until the next one is due. */
    private static final int RETRIES = 10;
    /** How long a run waits for room for its last checkpoint before it looks again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Host host;
    private final TrainingState state;
    private final Supplier<Result<String>> checkpoints;
    private final Speed speed;
    private final LossWatch losses = new LossWatch();
    private final Semaphore woken = new Semaphore(0);
    private long evaluatedAt;
    private long savedAt;
    /** When a checkpoint failed, if none was saved since. */
    private long failedAt = NEVER;

    /** {@code checkpoints}: writes one and returns its key; a problem has been told. */
    Steps(Host host, TrainingState state, Supplier<Result<String>> checkpoints, Speed speed) {
        this.host = host;
        this.state = state;
        this.checkpoints = checkpoints;
        this.speed = speed;
        this.evaluatedAt = state.progress().step();
        this.savedAt = evaluatedAt > 0 ? evaluatedAt : NEVER;
    }

    /** Does what comes next; returns whether there is more. */
    boolean advance() {
        Progress at = state.progress();
        if (evaluateWhenDue()) {
            return true;
        } else if (at.step() >= at.settings().maxSteps()) {
            return saveForGood();
        } else if (checkpointIsDue()) {
            save();
        } else {
            step(at);
        }
        return true;
    }

    /** Cuts short the wait for room. Called by any thread. */
    void wake() {
        woken.release();
    }

    /** Writes a checkpoint that is asked for. */
    Result<String> checkpoint() {
        evaluateWhenDue();
        return saved();
    }

    private Result<String> saved() {
        try {
            return save();
        } catch (RuinedException e) {
            return Result.err(Problem.failed("there is nothing to save", e));
        }
    }

    /** Returns the step of the newest checkpoint; empty before the first. */
    Optional<Long> lastGood() {
        return Optional.of(savedAt).filter(step -> step > 0);
    }

    /** Writes the last checkpoint, if there is none of the present step; returns why there is none. */
    Optional<Problem> saveAtEnd() {
        return isSaved() ? Optional.empty() : saved().failure().map(problem -> new Problem(problem.kind(),
                "what was done since step " + Math.max(0, savedAt) + " is not saved: " + problem.what(),
                problem.where(), problem.remedy(), problem.cause()));
    }

    private boolean isSaved() {
        return savedAt == state.progress().step();
    }

    private Result<String> save() {
        Result<String> written = checkpoints.get();
        if (written.isOk()) {
            savedAt = state.progress().step();
            failedAt = NEVER;
        } else {
            failedAt = state.progress().step();
        }
        return written;
    }

    /** One that failed is tried again, ten times until the next one is due. */
    private boolean checkpointIsDue() {
        long every = state.progress().settings().checkpointEvery();
        return due(every, Math.max(0, Math.max(savedAt, failedAt)))
                || (failedAt != NEVER && state.progress().step() >= failedAt + Math.max(1, every / RETRIES));
    }

    /** A run does not end without its last checkpoint: it waits until there is one; returns whether there is more. */
    private boolean saveForGood() {
        if (isSaved()) {
            return false;
        }
        Optional<Problem> problem = save().failure();
        host.awaiting(state.progress().step(), problem.map(why -> "its last checkpoint: " + why.message()).orElse(""));
        if (problem.isPresent()) {
            awaitRoom();
        }
        return true;
    }

    private void awaitRoom() {
        try {
            woken.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            woken.drainPermits();
        } catch (InterruptedException e) {
            // Whoever interrupts wants the session's thread at its barrier, where it goes now.
            woken.drainPermits();
        }
    }

    /** A thing is due every so many steps, and once more after the last step if it is due at all. */
    private boolean due(long every, long doneAt) {
        long step = state.progress().step();
        return every > 0 && step > doneAt && (step % every == 0 || step >= state.progress().settings().maxSteps());
    }

    private void step(Progress at) {
        long start = System.nanoTime();
        Generation generation = host.generation();
        Rows rows = Content.of(generation).training().take(at.cursor(), state.config().batchSize());
        double learningRate = at.settings().learningRate(at.step());
        StepResult result = state.stepper().run(rows, new Stepper.Inputs(state.config().seed(), at.step(),
                state.config().microBatch(), at.settings().gradientClip(), learningRate), state.updates(),
                guard(generation));
        losses.saw(result.loss());
        state.updated();
        state.advance(at.after(result.loss(), rows.tokens(), rows.next()));
        long nanos = System.nanoTime() - start;
        speed.step(nanos, rows.tokens());
        long step = at.step() + 1;
        List<Metric> metrics = List.of(
                Metric.of(step, "train/loss", result.loss()),
                Metric.of(step, "train/learning_rate", learningRate),
                Metric.of(step, "train/gradient_norm", result.gradientNorm()),
                Metric.of(step, "train/tokens", (double) state.progress().tokens()),
                Metric.measured(step, "clock/step_ms", nanos / 1e6),
                Metric.measured(step, "clock/tokens_per_second", speed.recent()));
        long maxSteps = at.settings().maxSteps();
        host.feed(MetricsLogger.class, logger -> logger.metrics(step, maxSteps, metrics));
    }

    /** Returns what is watched in the next step: nothing, unless an exchange is in probation. */
    private Guard guard(Generation generation) {
        return host.onProbation() ? new Guard(losses.largest(),
                generation.binding(Slots.OPTIMIZER).filter(host::onProbation).isPresent()) : Guard.NONE;
    }

    /**
     * Evaluates when that is due after this step. A checkpoint comes after it: a run that goes on from the checkpoint
     * does not look back.
     */
    boolean evaluateWhenDue() {
        boolean due = due(state.progress().settings().evalEvery(), evaluatedAt) && host.state() != State.WAITING;
        if (due) {
            evaluate(Content.of(host.generation()).evaluation());
        }
        return due;
    }

    private void evaluate(List<Rows> heldOut) {
        if (!heldOut.isEmpty()) {
            double loss = state.stepper().evaluate(heldOut);
            state.advance(state.progress().evaluated(loss));
            long step = state.progress().step();
            long maxSteps = state.progress().settings().maxSteps();
            host.feed(MetricsLogger.class,
                    logger -> logger.metrics(step, maxSteps, List.of(Metric.of(step, "eval/loss", loss))));
            host.announce(new RunEvent(step, Level.INFO, "evaluated",
                    String.format(Locale.ROOT, "step %d: loss %.4f on held-out text", step, loss)));
        }
        evaluatedAt = state.progress().step();
    }
}
