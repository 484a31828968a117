package org.athanor.training.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;
import org.athanor.training.generation.Generation;
import org.athanor.training.shadow.Shadow;
import org.athanor.training.state.Progress;
import org.osgi.framework.ServiceRegistration;

/** A training session as the rest of the container sees it. Every change goes through the barrier. */
final class TrainingSession implements Session {

    /** How long calls into a session that another has replaced may still take. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final String id;
    private final RunLife life;
    private final SessionState state;
    private final Barrier barrier;
    private final Controls controls;
    private final CompletableFuture<RunReport> report;

    /** The parts of a session that its outside calls. */
    record Controls(StepLoop loop, Switching switching, SlotTable slots, Preparation preparation,
            CheckpointWriter checkpoints, SessionCalls calls, ServiceRegistration<RouteHandler> route,
            SettingChanges settings, SwapTable swaps, Announcer announcer, Speed speed) {
    }

    TrainingSession(String id, RunLife life, SessionState state, Barrier barrier, Controls controls,
            CompletableFuture<RunReport> report) {
        this.id = id;
        this.life = life;
        this.state = state;
        this.barrier = barrier;
        this.controls = controls;
        this.report = report;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Path directory() {
        return life.folder().path();
    }

    @Override
    public SessionStatus status() {
        Progress progress = state.progress();
        return new SessionStatus(id, state.state(), progress.step(), progress.settings().maxSteps(),
                progress.tokens(), progress.trainLoss(), progress.evalLoss(),
                progress.settings().learningRate(Math.max(0, progress.step() - 1)), controls.speed().recent(),
                state.generation().number(), state.detail());
    }

    @Override
    public Result<Result.Done> pause() {
        return pause(true);
    }

    @Override
    public Result<Result.Done> proceed() {
        return pause(false);
    }

    @Override
    public Result<Result.Done> advance(long step) {
        return barrier.call(() -> state.state().ended()
                ? CompletableFuture.completedFuture(this.<Result.Done>ended())
                : controls.loop().advanceTo(step)).join();
    }

    private Result<Result.Done> pause(boolean pause) {
        return barrier.call(() -> {
            if (state.state().ended()) {
                return ended();
            }
            controls.loop().pause(pause);
            controls.announcer().record(pause ? "paused" : "resumed_after_pause",
                    Map.of("step", state.progress().step()));
            return Result.done();
        });
    }

    @Override
    public Result<Result.Done> stop() {
        barrier.submit(() -> {
            controls.loop().stop();
            return true;
        });
        try {
            report.get();
            return Result.done();
        } catch (ExecutionException e) {
            return Result.err(Problem.failed("the run did not end as it should", e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.err(Problem.of(Kind.FAILED, "the wait for the end of the run was interrupted", id, ""));
        }
    }

    @Override
    public Result<String> checkpoint() {
        return barrier.call(() -> {
            if (state.state().ended()) {
                return ended();
            }
            controls.loop().evaluateWhenDue();
            Result<String> written = controls.checkpoints().write();
            if (written.isOk()) {
                controls.loop().saved();
            }
            return written;
        });
    }

    @Override
    public Result<String> set(String key, String value) {
        return barrier.call(() -> {
            if (state.state().ended()) {
                return ended();
            }
            return controls.settings().set(key, value);
        });
    }

    @Override
    public Result<String> call(String route, Map<String, String> arguments) {
        return controls.calls().route(route, arguments);
    }

    @Override
    public List<Binding> bindings() {
        return controls.slots().bindings();
    }

    @Override
    public List<SwapRecord> swaps() {
        return controls.swaps().all();
    }

    @Override
    public Result<Exchange> prepare(List<Change> changes, SwapPolicy policy) {
        if (state.state().ended()) {
            return ended();
        }
        for (Change change : changes) {
            Optional<Problem> unkept = change.toBundle().flatMap(bundle -> life.jars().keep(bundle).failure());
            if (unkept.isPresent()) {
                return Result.err(unkept.get());
            }
        }
        return controls.preparation().prepare(state.generation(), changes)
                .map(next -> new SwapExchange(controls.switching(), next.from(), next.to(), changes, policy,
                        new Shadow(id, state.config(), state.device(), policy,
                                Duration.ofMillis(Switching.HANG_MILLIS), new ShadowSource())));
    }

    @Override
    public void record(SwapRecord swap) {
        barrier.call(() -> {
            if (!state.state().ended()) {
                long step = state.progress().step();
                controls.swaps().add(new SwapRecord(step, swap.kind(), swap.plugin(), swap.from(), swap.to(),
                        swap.outcome(), swap.stallMillis(), swap.reason()), Optional.empty(), step);
                controls.announcer().announce(step, Level.WARNING, "exchanged", swap.kind().word() + ":" + swap.plugin()
                        + " " + swap.to() + " " + swap.outcome() + ": " + swap.reason());
            }
            return true;
        });
    }

    @Override
    public RunReport await() throws InterruptedException {
        try {
            return report.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public Optional<RunReport> report() {
        return Optional.ofNullable(report.getNow(null));
    }

    /**
     * Lets go of all that this session, which has ended, still answers calls with: another has taken its place. Calls
     * that do not end in time are cut off.
     */
    void retire() {
        controls.route().unregister();
        state.generation().end(LAST_CALLS);
        life.services().close();
    }

    /** What a shadow takes from this session. */
    private final class ShadowSource implements Shadow.Source {

        @Override
        public Progress progress() {
            return state.progress();
        }

        @Override
        public long bytes() {
            return state.model().bytes();
        }

        @Override
        public Result<Shadow.State> copy(Generation from) {
            return barrier.call(() -> {
                if (state.state().ended()) {
                    return ended();
                }
                return state.generation() == from
                        ? Result.ok(new Shadow.State(state.progress(), state.model().copy(), state.updates()))
                        : Result.err(Problem.of(Kind.REFUSED,
                                "the session has changed since the exchange was prepared", id, "plan it again"));
            });
        }
    }

    private <T> Result<T> ended() {
        return Result.err(Problem.of(Kind.USAGE, "the run has ended: " + state.state().word(), id,
                "go on with train:resume " + id));
    }
}
