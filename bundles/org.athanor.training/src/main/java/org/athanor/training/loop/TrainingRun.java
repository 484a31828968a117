package org.athanor.training.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.athanor.api.data.DataSource;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.RouteHandler;
import org.athanor.api.session.SwapPolicy;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.api.training.Training;
import org.athanor.api.training.TrainingStatus;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.LiveSetting;
import org.athanor.exchange.work.Resumption;
import org.athanor.exchange.work.RunningWork;
import org.athanor.routing.RouteTable;
import org.athanor.routing.Routes;
import org.athanor.torch.Digest;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.checkpoint.Owner;
import org.athanor.training.checkpoint.StorageLine;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.loop.LiveSettings.RateJump;
import org.athanor.training.shadow.Shadow;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.step.NotFiniteException;
import org.athanor.training.step.RuinedException;
import org.bytedeco.pytorch.Device;
import org.osgi.framework.ServiceRegistration;

/** One training, as the machinery drives it. */
public final class TrainingRun implements RunningWork, Training {

    private final Host host;
    private final TrainingState state;
    private final Readiness readiness;
    private final ContentBuilder contents;
    private final Optional<Long> goesOnAt;
    private final boolean moved;
    private final Routes routes;
    private final Speed speed = new Speed();
    private final List<LiveSetting> settings;
    private volatile Optional<Vocabulary> vocabulary;
    private final List<String> oddities = new ArrayList<>();
    private volatile Optional<Begun> begun = Optional.empty();

    /**
     * How a training begins.
     *
     * @param checkpoint where it goes on; empty to begin at the first step
     * @param dataCheck looks at the data before it is read, with the id of its plugin; may throw
     * @param moved whether the run has had several storages, so that its ledger must tell which it goes on with
     */
    public record Start(Optional<Checkpoint> checkpoint, BiConsumer<DataSource, String> dataCheck, boolean moved) {
    }

    private record Begun(Steps steps, ServiceRegistration<RouteHandler> route) {
    }

    /** Creates a training. */
    public TrainingRun(Host host, TrainerConfig config, Device device, Start start, RouteTable routes) {
        this.host = host;
        this.moved = start.moved();
        Optional<Checkpoint> checkpoint = start.checkpoint();
        this.goesOnAt = checkpoint.map(Checkpoint::step);
        this.state = new TrainingState(config, device,
                checkpoint.map(Checkpoint::progress).orElseGet(() -> Progress.start(config)),
                checkpoint.map(Checkpoint::model).orElse(ModelState.empty()),
                checkpoint.map(Checkpoint::updates).orElse(Map.of()));
        this.readiness = new Readiness(host, state);
        this.contents = new ContentBuilder(config, start.dataCheck());
        this.vocabulary = checkpoint.map(Checkpoint::vocabulary);
        this.routes = new Routes(host, routes, Slots.ROUTER, Slots.HANDLERS);
        this.settings = LiveSettings.of(state, this::tell);
    }

    @Override
    public Content content(Draft draft) {
        return contents.build(draft, vocabulary, state.progress().cursor());
    }

    @Override
    public void begin(Generation first) {
        Vocabulary own = Content.tokenizer(first).vocabulary();
        vocabulary = Optional.of(own);
        state.begin(first);
        if (moved) {
            host.record(StorageLine.TYPE, StorageMove.goesOn(first).fields(state.progress().step())).unwrap();
        }
        Owner owner = new Owner(host.identity());
        first.threads().call(() -> owner.claim(Content.storage(first)).unwrap());
        tellOfOddities(first);
        goesOnAt.ifPresent(step -> leaveBehind(first, step));
        Steps steps = new Steps(host, state, new CheckpointWriter(host, state, own)::write, speed);
        begun = Optional.of(new Begun(steps, new TextCalls(host, state).register()));
    }

    /** What nothing is wrong with, but is hardly meant. */
    private void tellOfOddities(Generation first) {
        DataSource data = first.requiredService(Slots.DATA, DataSource.class);
        oddities.addAll(first.threads().within(data::remarks));
        Content content = Content.of(first);
        if (state.config().evalEvery() > 0 && content.evaluation().isEmpty()) {
            oddities.add("an evaluation is asked for every " + state.config().evalEvery() + " steps, but the text that"
                    + " is held out has no row of " + (content.model().description().context() + 1) + " tokens: there"
                    + " will be none");
        }
        int frozen = content.model().description().parameters().size() - state.stepper().trainedNames().size();
        if (goesOnAt.isEmpty() && frozen > 0) {
            oddities.add(frozen + " parameters have random first values and do not train, because "
                    + String.join(", ", content.model().patches().keySet()) + " keeps them as they are");
        }
        oddities.forEach(oddity -> host.announce(new RunEvent(state.progress().step(), Level.WARNING, "warning",
                oddity)));
    }

    /**
     * Deletes the checkpoints after the one that the run goes on from: they belong to a course that it leaves. The
     * ledger tells it first; until it also tells of the resumption, whoever resumes goes on from that step again.
     */
    private void leaveBehind(Generation first, long step) {
        first.threads().call(() -> {
            Checkpoints checkpoints = new Checkpoints(Content.storage(first));
            List<Long> later = checkpoints.after(step).unwrap();
            if (!later.isEmpty()) {
                host.record(Resumption.ABANDONED, Map.of("step", step, "checkpoints", later)).unwrap();
                checkpoints.delete(later).unwrap();
            }
            return later;
        });
    }

    /** Before the loggers are there, it is kept until they are. */
    private void tell(RateJump jump) {
        if (begun.isPresent()) {
            host.announce(new RunEvent(state.progress().step(), Level.WARNING, "warning", jump.toString()));
        } else {
            oddities.add(jump.toString());
        }
    }

    private Steps steps() {
        return begun.orElseThrow(() -> new IllegalStateException("The training has not begun.")).steps();
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
        return steps().advance();
    }

    @Override
    public void beforeStop() {
        steps().evaluateWhenDue();
    }

    @Override
    public void wake() {
        begun.ifPresent(running -> running.steps().wake());
    }

    @Override
    public Optional<Problem> atEnd(boolean torn) {
        return torn ? Optional.empty() : steps().saveAtEnd();
    }

    @Override
    public void ended() {
        state.end(host.generation().threads().quiet());
    }

    @Override
    public void close() {
        begun.ifPresent(running -> running.route().unregister());
    }

    @Override
    public Result<String> checkpoint() {
        return steps().checkpoint();
    }

    @Override
    public List<LiveSetting> settings() {
        return settings;
    }

    @Override
    public Result<String> call(String route, Map<String, String> arguments) {
        return routes.route(route, arguments);
    }

    @Override
    public Result<Result.Done> shadow(Generation from, Generation to, List<String> slots, SwapPolicy policy) {
        return new Shadow(host, state.config(), state.device(), policy, new LiveSource(host, state))
                .run(from, to, slots);
    }

    @Override
    public TrainingStatus training() {
        Progress now = state.progress();
        return new TrainingStatus(now.tokens(), now.trainLoss(), now.evalLoss(),
                now.settings().learningRate(Math.max(0, now.step() - 1)), speed.recent());
    }

    @Override
    public Map<String, Object> status() {
        TrainingStatus now = training();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("tokens", now.tokens());
        values.put("train_loss", now.trainLoss());
        values.put("eval_loss", now.evalLoss());
        values.put("learning_rate", now.learningRate());
        values.put("tokens_per_second", now.tokensPerSecond());
        return values;
    }

    @Override
    public Map<String, Object> results() {
        Progress last = state.progress();
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("tokens", last.tokens());
        results.put("train_loss", last.trainLoss());
        results.put("eval_loss", last.evalLoss());
        results.put("parameters_sha256", Digest.parametersSha256(state.model().parameters()));
        results.put("tokens_per_second", speed.overall());
        return results;
    }

    @Override
    public Map<String, Object> beginning() {
        return Map.of("data", Content.of(host.generation()).data(state.progress().cursor()).fields());
    }

    @Override
    public String remedy(Throwable failure) {
        if (!(failure instanceof NotFiniteException || failure instanceof RuinedException)) {
            return "";
        }
        return steps().lastGood().map(step -> "go on from the last good checkpoint with a lower rate: --resume "
                + host.id() + " --set resume.step=" + step + " --set trainer.learning_rate=...")
                .orElse("there is no checkpoint yet: start anew with a lower trainer.learning_rate");
    }
}
