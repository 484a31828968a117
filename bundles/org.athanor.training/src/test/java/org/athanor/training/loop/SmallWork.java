package org.athanor.training.loop;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.RunningWork;

/** A training whose checkpoints are a test's and whose generations come ready made. */
final class SmallWork implements RunningWork {

    private final TrainingState state;
    private final Readiness readiness;
    private final Steps steps;

    SmallWork(Host host, TrainingState state, Supplier<Result<String>> checkpoints) {
        this.readiness = new Readiness(host, state);
        this.state = state;
        this.steps = new Steps(host, state, checkpoints, new Speed());
    }

    @Override
    public Object content(Draft draft) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void begin(Generation first) {
        state.begin(first);
    }

    @Override
    public Result<Ready> ready(Generation next) {
        return readiness.ready(next);
    }

    @Override
    public Mark mark() {
        return readiness.mark();
    }

    @Override
    public long step() {
        return state.progress().step();
    }

    @Override
    public long lastStep() {
        return state.progress().settings().maxSteps();
    }

    @Override
    public boolean advance() {
        return steps.advance();
    }

    @Override
    public void beforeStop() {
        steps.evaluateWhenDue();
    }

    @Override
    public void wake() {
        steps.wake();
    }

    @Override
    public Optional<Problem> atEnd(boolean torn) {
        return torn ? Optional.empty() : steps.saveAtEnd();
    }

    @Override
    public Result<String> checkpoint() {
        return steps.checkpoint();
    }

    @Override
    public void ended() {
        state.end(false);
    }

    @Override
    public Map<String, Object> status() {
        return Map.of();
    }

    @Override
    public Map<String, Object> results() {
        return Map.of();
    }
}
