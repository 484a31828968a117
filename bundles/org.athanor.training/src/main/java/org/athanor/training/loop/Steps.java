package org.athanor.training.loop;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.training.data.Rows;
import org.athanor.training.state.Progress;
import org.athanor.training.step.Guard;
import org.athanor.training.step.LossWatch;
import org.athanor.training.step.StepResult;
import org.athanor.training.step.Stepper;

/** What a training does between two barriers: what is due, or a step. Used by the session's thread. */
final class Steps {

    private final Host host;
    private final TrainingState state;
    private final Supplier<Result<String>> checkpoints;
    private final Speed speed;
    private final LossWatch losses = new LossWatch();
    private long evaluatedAt;
    private long savedAt;

    /** {@code checkpoints}: writes one and returns its key; a problem has been told, and the run goes on. */
    Steps(Host host, TrainingState state, Supplier<Result<String>> checkpoints, Speed speed) {
        this.host = host;
        this.state = state;
        this.checkpoints = checkpoints;
        this.speed = speed;
        this.evaluatedAt = state.progress().step();
        this.savedAt = state.progress().step();
    }

    /** Does what comes next; returns whether there is more. */
    boolean advance() {
        Progress at = state.progress();
        if (evaluateWhenDue()) {
            return true;
        } else if (due(at.settings().checkpointEvery(), savedAt)) {
            checkpoints.get();
            savedAt = at.step();
        } else if (at.step() >= at.settings().maxSteps()) {
            return false;
        } else {
            step(at);
        }
        return true;
    }

    /** Writes a checkpoint that is asked for. */
    Result<String> checkpoint() {
        evaluateWhenDue();
        Result<String> written = checkpoints.get();
        if (written.isOk()) {
            savedAt = state.progress().step();
        }
        return written;
    }

    /** Writes the last checkpoint, if there is none of the present step. */
    void saveAtEnd() {
        if (savedAt < state.progress().step() || state.progress().step() == 0) {
            checkpoints.get();
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
                Metric.of(step, "train/tokens", state.progress().tokens()),
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
