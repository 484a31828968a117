package org.athanor.training.loop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Exchange;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.session.Machinery;
import org.athanor.exchange.session.SessionHost;
import org.athanor.exchange.session.WorkLoop;
import org.athanor.exchange.swap.Barrier;
import org.athanor.exchange.swap.Preparation;
import org.athanor.exchange.swap.ServiceWatch;
import org.athanor.exchange.swap.SessionState;
import org.athanor.exchange.swap.SlotTable;
import org.athanor.exchange.swap.SwapExchange;
import org.athanor.exchange.swap.SwapReporter;
import org.athanor.exchange.swap.Switching;
import org.athanor.torch.Digest;
import org.athanor.torch.Torch;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.config.Schedule;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;

/**
 * A session of the smallest model on its own thread, and a container whose plugins are objects of a test: it brings,
 * takes and breaks them as {@code felix:start} and {@code felix:stop} do, and exchanges them as a plan does.
 */
final class SmallSession implements WorkLoop.Duties, AutoCloseable {

    private final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> ledger = new CopyOnWriteArrayList<>();
    /** What the ledger says in words, of whatever type of line. */
    final List<String> words = new CopyOnWriteArrayList<>();
    /** The completed steps at each checkpoint. */
    final List<Long> checkpoints = new CopyOnWriteArrayList<>();
    final CompletableFuture<State> end = new CompletableFuture<>();
    final TrainingState training;
    final SessionState state;
    final SlotTable slots;
    final Machinery machinery;
    final SessionHost host;
    final SmallWork work;
    Runnable atCheckpoint = () -> { };
    /** Why no checkpoint can be written. */
    volatile Optional<Problem> obstacle = Optional.empty();
    private final SmallContainer container = new SmallContainer();
    final Barrier barrier;
    final Switching switching;
    private final WorkLoop loop;
    private final ServiceWatch watch;
    private final Preparation preparation;

    /** Prepares a session of the plugins in the bundles from 1 on, in this order; {@link #run} lets it train. */
    SmallSession(Path folder, long steps, Map<String, Object> plugins) {
        this(folder, plugins, new TrainingState(config(steps), Torch.device("cpu"), Progress.start(config(steps)),
                ModelState.empty(), Map.of()));
    }

    /** Prepares a session that goes on from a checkpoint. */
    SmallSession(Path folder, Map<String, Object> plugins, Checkpoint from) {
        this(folder, plugins, new TrainingState(config(from.progress().settings().maxSteps()), Torch.device("cpu"),
                from.progress(), from.model(), from.updates()));
    }

    private SmallSession(Path folder, Map<String, Object> plugins, TrainingState begun) {
        training = begun;
        machinery = SmallMachinery.of(folder, new Lines());
        state = machinery.state();
        barrier = machinery.barrier();
        host = new SessionHost(machinery);
        work = new SmallWork(host, training, this::save);
        slots = new SlotTable(state, machinery.life().peers());
        SwapReporter reporter = new SwapReporter(work, machinery.swaps(), machinery.announcer()::announce);
        switching = new Switching(state, work, barrier, machinery.feeds(), reporter, slots,
                (snapshot, plugin) -> Result.ok(snapshot));
        host.attach(switching);
        barrier.onAsked(work::wake);
        loop = new WorkLoop(state, barrier, switching, work, this);
        watch = new ServiceWatch(state, barrier, switching, slots, loop::waitFor, container, reporter,
                Runnable::run);
        preparation = new Preparation(slots, work, container::build, container, (name, plugin) -> Optional.empty(),
                new Section("", "run.yaml:1", Map.of()));
        List<Candidate> candidates = new ArrayList<>();
        plugins.forEach((id, service) -> candidates.add(container.bring(id, service)));
        candidates.add(container.bring("logger:recorder", new Recorder()));
        Generation first = container.generation(candidates).unwrap();
        work.begin(first);
        state.use(first);
        slots.note(first);
        machinery.feeds().switchTo(first.bindings());
    }

    private Result<String> save() {
        atCheckpoint.run();
        if (obstacle.isPresent()) {
            return Result.err(obstacle.get());
        }
        checkpoints.add(training.progress().step());
        return Result.ok("checkpoint");
    }

    /** Sets what counts as hanging from now on. */
    void bound(long millis) {
        container.bound = millis;
        state.generation().threads().bound(millis);
    }

    /** Lets the session train until it is paused after so many steps. */
    SmallSession run(long step) {
        CompletableFuture<?> there = loop.advanceTo(step);
        Thread thread = new Thread(loop, "small-steps");
        thread.setDaemon(true);
        thread.start();
        there.join();
        return this;
    }

    /** Goes on and pauses after so many completed steps; returns the problem when the run ends before. */
    Optional<Problem> advance(long step) throws Exception {
        return barrier.call(() -> loop.advanceTo(step)).get(60, TimeUnit.SECONDS).failure();
    }

    /** Goes on without a pause ahead. */
    void proceed() {
        proceedWith(() -> { });
    }

    /** Goes on with a change that is made at the very barrier, so that the next step is the first after it. */
    void proceedWith(Runnable change) {
        barrier.call(() -> {
            loop.pause(false);
            change.run();
            return true;
        });
    }

    /** Pauses after so many completed steps. Called at a barrier. */
    void pauseAt(long step) {
        var unused = loop.advanceTo(step);
    }

    /** Asks for a pause at the next barrier. */
    void pauseSoon() {
        barrier.post(() -> {
            loop.pause(true);
            return true;
        });
    }

    State end() throws Exception {
        return end.get(60, TimeUnit.SECONDS);
    }

    /** Installs and starts a bundle with a plugin; returns its number. */
    long start(String id, Object service) {
        long bundle = container.bring(id, service).bundleId();
        watch.appeared();
        return bundle;
    }

    /** Starts a bundle that was stopped; {@code broken}: its component fails when somebody wants its service. */
    void restart(long bundle, Object service, boolean broken) {
        container.start(bundle, service, broken);
        watch.appeared();
    }

    /** Stops a bundle. */
    void stop(long bundle) {
        watch.vanishing(container.reference(bundle));
        container.stop(bundle);
    }

    /** Prepares an exchange of what is in one slot for another version. */
    Result<Exchange> exchange(String id, Optional<Long> from, Optional<Long> to, SwapPolicy policy) {
        return exchange(id, from, id, to, policy);
    }

    /** Prepares an exchange of what is in one slot for another plugin. */
    Result<Exchange> exchange(String id, Optional<Long> from, String other, Optional<Long> to, SwapPolicy policy) {
        Supplier<Result<Preparation.Prepared>> preparing = () -> preparation.prepare(state.generation(),
                List.of(SmallContainer.change(id, from, other, to)));
        return preparing.get().map(next -> new SwapExchange(switching, next, policy, exchange -> Result.done(),
                preparing));
    }

    /** Waits until everything that was asked for has happened; returns where the session is then. */
    State settled() {
        return barrier.call(state::state);
    }

    String parameters() {
        return Digest.parametersSha256(training.model().parameters());
    }

    /** Returns what loggers have been told, line by line. */
    String told() {
        machinery.feeds().snapshots();
        return String.join("\n", events);
    }

    private static TrainerConfig config(long steps) {
        return new TrainerConfig(steps, 4, 2, 1, 5, "cpu", new Schedule("constant", 0.05, 0, 0), 1, 0, 1, 0, 3);
    }

    private final class Recorder implements MetricsLogger {

        @Override
        public void metrics(long step, long maxSteps, List<Metric> metrics) {
            // Events are all that tests ask for.
        }

        @Override
        public void event(RunEvent event) {
            events.add(event.message());
        }
    }

    /** The types of the lines. */
    private final class Lines implements Ledger {

        @Override
        public Result<String> append(String type, Map<String, ?> fields) {
            ledger.add(type + " " + fields.get("outcome"));
            Optional.ofNullable(fields.get("words")).ifPresent(each -> words.add(String.valueOf(each)));
            return Result.ok("");
        }

        @Override
        public void close() {
            ledger.add("closed");
        }
    }

    @Override
    public void stepCompleted() {
        // Settings do not change here.
    }

    @Override
    public void event(RunEvent event) {
        machinery.announcer().announce(event);
    }

    @Override
    public void conclude(State how, String reason) {
        state.become(how, reason);
        work.ended();
        barrier.close();
        end.complete(how);
    }

    @Override
    public void close() throws Exception {
        barrier.post(() -> {
            loop.stop();
            return true;
        });
        end();
    }
}
