package org.athanor.training.shadow;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SwapPolicy;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.Cursor;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.GenerationThreads;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.UpdateCounts;
import org.bytedeco.pytorch.Device;

/** Runs the shadow of an exchange, on threads of its own, while the session trains on. */
public final class Shadow {

    /** How long a shadow may take. */
    private static final long SECONDS = 120;

    private static final Set<PluginKind> READING = EnumSet.of(PluginKind.TOKENIZER, PluginKind.DATA);

    private static final Set<PluginKind> STEPPING = EnumSet.of(PluginKind.ARCHITECTURE, PluginKind.PATCHER,
            PluginKind.OBJECTIVE, PluginKind.OPTIMIZER);

    private final String session;
    private final TrainerConfig config;
    private final Device device;
    private final SwapPolicy policy;
    private final Supplier<State> state;

    /**
     * What a session was at a barrier.
     *
     * @param progress the numbers
     * @param model copies of the tensors; the shadow closes them
     * @param updates how often each parameter had been updated
     */
    public record State(Progress progress, ModelState model, UpdateCounts updates) {
    }

    /** All that a comparison of steps needs. */
    record Inputs(TrainerConfig config, Device device, SwapPolicy policy, State state) {

        Progress progress() {
            return state.progress();
        }

        ModelState model() {
            return state.model();
        }

        UpdateCounts updates() {
            return state.updates();
        }
    }

    /**
     * Creates the shadow of one exchange.
     *
     * @param state copies the state of the session at a barrier
     */
    public Shadow(String session, TrainerConfig config, Device device, SwapPolicy policy, Supplier<State> state) {
        this.session = session;
        this.config = config;
        this.device = device;
        this.policy = policy;
        this.state = state;
    }

    /** Compares the plugins that are exchanged; returns what differed first. */
    public Result<Result.Done> run(Generation from, Generation to, List<Change> changes) {
        Set<PluginKind> kinds = changes.stream()
                .filter(change -> change.fromBundle().isPresent() && change.toBundle().isPresent())
                .map(Change::kind).collect(Collectors.toCollection(() -> EnumSet.noneOf(PluginKind.class)));
        if (policy.shadowSteps() == 0 || kinds.isEmpty()) {
            return Result.done();
        }
        GenerationThreads threads = new GenerationThreads(session + "-shadow", 1);
        State at = state.get();
        try {
            Optional<Problem> difference = threads.within(SECONDS, TimeUnit.SECONDS,
                    () -> compare(from, to, kinds, at, threads));
            return difference.map(Result::<Result.Done>err).orElseGet(Result::done);
        } catch (TimeoutException e) {
            threads.interrupt();
            return Result.err(Problem.of(Kind.REFUSED, "the new version did not come through the shadow within "
                    + SECONDS + " s", "shadow", ""));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the new version failed in the shadow", e));
        } finally {
            threads.close();
        }
    }

    private Optional<Problem> compare(Generation from, Generation to, Set<PluginKind> kinds, State at,
            GenerationThreads threads) {
        try (ModelState model = at.model()) {
            Optional<Problem> difference = Optional.empty();
            if (!Collections.disjoint(kinds, READING) && !policy.mayDiffer()) {
                Cursor cursor = at.progress().cursor();
                difference = TokenShadow.compare(from.tokenizer(), from.training().tokens(cursor), to.tokenizer(),
                        to.training().tokens(cursor));
            }
            if (difference.isEmpty() && !Collections.disjoint(kinds, STEPPING)) {
                difference = new StepShadow(new Inputs(config, device, policy, at)).compare(StepShadow.Side.of(from),
                        StepShadow.Side.of(to), cursor -> from.training().take(cursor, config.batchSize()), threads);
            }
            if (difference.isEmpty() && kinds.contains(PluginKind.STORAGE)) {
                difference = StorageShadow.compare(to.storage());
            }
            if (difference.isEmpty() && kinds.contains(PluginKind.ROUTER) && !policy.mayDiffer()) {
                difference = RouterShadow.compare(from.router().orElseThrow(), to.router().orElseThrow());
            }
            return difference;
        }
    }
}
