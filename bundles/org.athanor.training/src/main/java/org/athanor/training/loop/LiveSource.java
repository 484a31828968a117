package org.athanor.training.loop;

import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.training.shadow.Shadow;
import org.athanor.training.state.Progress;

/**
 * What a shadow takes from a training that runs.
 *
 * @param host the session
 * @param state its state
 */
record LiveSource(Host host, TrainingState state) implements Shadow.Source {

    @Override
    public Progress progress() {
        return state.progress();
    }

    @Override
    public long bytes() {
        return state.bytes();
    }

    @Override
    public Result<Shadow.State> copy(Generation from) {
        return host.atBarrier(() -> {
            if (host.state().ended()) {
                return Result.err(Problem.of(Kind.USAGE, "the run has ended: " + host.state().word(), host.id(),
                        "go on with train:resume " + host.id()));
            }
            return host.generation() == from
                    ? Result.ok(new Shadow.State(state.progress(), state.model().copy(), state.updates()))
                    : Result.err(Problem.of(Kind.REFUSED, "the session has changed since the exchange was prepared",
                            host.id(), "plan it again"));
        });
    }
}
