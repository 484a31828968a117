package org.athanor.exchange.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.session.SwapRecord;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.swap.Barrier;
import org.athanor.exchange.swap.Preparation;
import org.athanor.exchange.swap.Preparation.Prepared;
import org.athanor.exchange.swap.SessionState;
import org.athanor.exchange.swap.SlotTable;
import org.athanor.exchange.swap.SwapExchange;
import org.athanor.exchange.swap.Switching;
import org.athanor.exchange.work.RunningWork;

/** A session as the rest of the container sees it. Every change goes through the barrier. */
public final class WorkSession implements Session {

    /** How long calls into a session that another has replaced may still take. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    /** How long a change waits for a barrier before it is prepared, where a step hangs. */
    private static final long A_STEP_MILLIS = 10_000;

    private final Machinery machinery;
    private final SessionLife life;
    private final SessionState state;
    private final Barrier barrier;
    private final String id;
    private final RunningWork work;
    private final Controls controls;
    private final CompletableFuture<RunReport> report;
    private final SessionShadow shadow;

    /** The parts of a session that its outside calls. */
    record Controls(WorkLoop loop, Switching switching, SlotTable slots, Preparation preparation,
            SettingChanges settings, RepeatedExchanges again) {
    }

    WorkSession(Machinery machinery, RunningWork work, Controls controls, CompletableFuture<RunReport> report) {
        this.machinery = machinery;
        this.life = machinery.life();
        this.state = machinery.state();
        this.barrier = machinery.barrier();
        this.id = life.id();
        this.work = work;
        this.controls = controls;
        this.report = report;
        this.shadow = new SessionShadow(machinery, work);
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
        return new SessionStatus(id, life.kind().name(), state.state(), work.step(), work.lastStep(),
                state.generation().number(), state.detail(), work.status());
    }

    @Override
    public <T> Optional<T> facet(Class<T> type) {
        return work.facet(type);
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
            machinery.announcer().record(pause ? "paused" : "resumed_after_pause",
                    Map.of("step", work.step()));
            return Result.done();
        });
    }

    @Override
    public Result<Result.Done> stop() {
        barrier.post(() -> {
            controls.loop().stop();
            return true;
        });
        return concluded();
    }

    @Override
    public Result<String> abort() {
        if (state.state().ended()) {
            return ended();
        }
        Generation generation = state.generation();
        String where = generation.threads().standing().stream().flatMap(calls -> generation.whereabouts(calls)
                .map(plugin -> plugin.descriptor() + " had not come back").stream()).findFirst().orElse("");
        controls.loop().abort(Problem.of(Kind.FAILED, "was ended by force" + (where.isEmpty() ? "" : ": " + where)));
        generation.threads().giveUp();
        barrier.post(() -> true);
        return concluded().map(done -> where);
    }

    private Result<Result.Done> concluded() {
        try {
            report.get();
            return Result.done();
        } catch (ExecutionException e) {
            return Result.err(e.getCause() instanceof ProblemException told ? told.problem()
                    : Problem.failed("the run did not end as it should", Objects.requireNonNull(e.getCause())));
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
            return work.checkpoint();
        });
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> values = new LinkedHashMap<>();
        work.settings().forEach(setting -> values.put(setting.key(), setting.value().get()));
        return values;
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
        return work.call(route, arguments);
    }

    @Override
    public List<Binding> bindings() {
        return controls.slots().bindings();
    }

    @Override
    public List<SlotInfo> slots() {
        Kinds kinds = Kinds.in(life.context());
        return life.kind().slots().stream().map(slot -> new SlotInfo(slot.name(), kinds.ofService(slot.service())
                .map(PluginKind::word).orElse(slot.service()), slot.many(), slot.mandatory())).toList();
    }

    @Override
    public List<SwapRecord> swaps() {
        return machinery.swaps().all();
    }

    @Override
    public Result<Exchange> prepare(List<Change> changes, SwapPolicy policy) {
        if (state.state().ended()) {
            return ended();
        }
        Optional<Problem> unkept = life.jars().keep(changes);
        if (unkept.isPresent()) {
            return Result.err(unkept.get());
        }
        CompletableFuture<Boolean> changed = new CompletableFuture<>();
        barrier.within(A_STEP_MILLIS, () -> {
            controls.again().leave(changes, changed);
            return true;
        });
        Supplier<Result<Prepared>> preparing = () -> controls.preparation().prepare(state.generation(), changes);
        Result<Prepared> prepared = preparing.get();
        prepared.ifErr(problem -> changed.complete(false));
        return prepared.map(ready -> {
            SwapExchange exchange = new SwapExchange(controls.switching(), ready, policy, shadow::of, preparing);
            var unused = exchange.outcome().thenAccept(outcome ->
                    changed.complete(outcome instanceof SwapOutcome.Committed));
            return exchange;
        });
    }

    @Override
    public void record(SwapRecord swap) {
        barrier.call(() -> {
            if (!state.state().ended()) {
                long step = work.step();
                machinery.swaps().add(new SwapRecord(step, swap.slot(), swap.kind(), swap.plugin(), swap.from(),
                        swap.to(), swap.outcome(), swap.stallMillis(), swap.reason()), Optional.empty(), step);
                machinery.announcer().announce(step, Level.WARNING, "exchanged", swap.subject() + " "
                         + swap.to() + " " + swap.outcome() + ": " + swap.reason());
            }
            return true;
        });
    }

    @Override
    public RunReport await() throws InterruptedException {
        try {
            return report.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException told ? told : new IllegalStateException(e.getCause());
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
    public void retire() {
        work.close();
        state.generation().end(LAST_CALLS);
        life.services().close();
    }

    private <T> Result<T> ended() {
        return Result.err(Problem.of(Kind.USAGE, "the run has ended: " + state.state().word(), id,
                "go on with train:resume " + id));
    }
}
