package org.athanor.training.shadow;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.data.DataSource;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.SwapPolicy;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.Generation.Lease;
import org.athanor.training.generation.GenerationThreads;
import org.athanor.training.generation.HangException;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.athanor.training.state.UpdateCounts;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;

/**
 * Runs the shadow of an exchange, on threads of its own, while the session trains on or is paused. What can be
 * compared is compared or the exchange is refused: missing evidence counts as failure.
 */
public final class Shadow {

    private static final Set<PluginKind> READING = EnumSet.of(PluginKind.TOKENIZER, PluginKind.DATA);

    private static final Set<PluginKind> STEPPING = EnumSet.of(PluginKind.ARCHITECTURE, PluginKind.PATCHER,
            PluginKind.OBJECTIVE, PluginKind.OPTIMIZER);

    /** How long the threads of a shadow may take to end before the bundle is taken away from under them. */
    private static final long ENDING_MILLIS = 2000;

    private final String session;
    private final TrainerConfig config;
    private final Device device;
    private final SwapPolicy policy;
    private final Duration bound;
    private final Source source;

    /** What a shadow takes from its session. */
    public interface Source {

        /** Returns where the session stands. */
        Progress progress();

        /** Returns how many bytes {@link #copy} copies. */
        long bytes();

        /** Copies what the next steps start from, at a barrier; a problem when the session has left {@code from}. */
        Result<State> copy(Generation from);
    }

    /**
     * What a session was at a barrier.
     *
     * @param progress the numbers
     * @param model copies of the tensors; the shadow closes them
     * @param updates how often each parameter had been updated
     */
    public record State(Progress progress, ModelState model, UpdateCounts updates) {
    }

    /**
     * Creates the shadow of one exchange.
     *
     * @param bound how long one piece of work may take before it counts as hanging: a micro-batch, a record of text, a
     *     few writes. The number of pieces is bounded too.
     */
    public Shadow(String session, TrainerConfig config, Device device, SwapPolicy policy, Duration bound,
            Source source) {
        this.session = session;
        this.config = config;
        this.device = device;
        this.policy = policy;
        this.bound = bound;
        this.source = source;
    }

    /** Compares the plugins that are exchanged; returns what differed first. */
    public Result<Result.Done> run(Generation from, Generation to, List<Change> changes) {
        Set<PluginKind> kinds = changes.stream()
                .filter(change -> change.fromBundle().isPresent() && change.toBundle().isPresent())
                .map(Change::kind).filter(Shadow::comparable)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(PluginKind.class)));
        if (policy.shadowSteps() == 0 || kinds.isEmpty()) {
            return Result.done();
        }
        Optional<Lease> lease = from.lease("shadow");
        if (lease.isEmpty()) {
            return Result.err(Problem.of(Kind.REFUSED, "nothing can be compared: the version before is gone", "shadow",
                    "plan it again"));
        }
        try (Lease held = lease.get()) {
            return attempt(threads -> compare(from, to, kinds, threads));
        }
    }

    private static boolean comparable(PluginKind kind) {
        return switch (kind) {
            case ARCHITECTURE, TOKENIZER, DATA, OBJECTIVE, OPTIMIZER, PATCHER, STORAGE, ROUTER -> true;
            // What they do is done to the world, and twice would be once too often.
            case LOGGER, HANDLER -> false;
        };
    }

    /** A comparison that runs plugins on threads. */
    interface Comparison {
        Optional<Problem> compare(GenerationThreads threads);
    }

    /** Makes a comparison; what it throws, and a hang, become a problem. No thread is left, if it can be helped. */
    Result<Result.Done> attempt(Comparison comparison) {
        GenerationThreads threads = new GenerationThreads(session + "-shadow", 1);
        threads.bound(bound.toMillis());
        try {
            return threads.call(() -> comparison.compare(threads)).map(Result::<Result.Done>err)
                    .orElseGet(Result::done);
        } catch (ProblemException e) {
            return Result.err(e.problem());
        } catch (HangException e) {
            threads.interrupt();
            Problem problem = Problem.failed("a version hangs in the shadow", e);
            return Result.err(ended(threads) ? problem
                    : problem.withRemedy("its thread does not heed an interrupt; see plugin:leaks"));
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the new version failed in the shadow", e));
        } finally {
            threads.close();
            ended(threads);
        }
    }

    private static boolean ended(GenerationThreads threads) {
        try {
            return threads.ended(ENDING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<Problem> compare(Generation from, Generation to, Set<PluginKind> kinds,
            GenerationThreads threads) {
        TrainingRows rows = from.training().on(threads.side(), threads::bound);
        Optional<Problem> difference = Optional.empty();
        if (!Collections.disjoint(kinds, READING)) {
            difference = new TextShadow(reader(from), reader(to), policy.mayDiffer())
                    .compare(rows.firstRecord(source.progress().cursor()), threads);
        }
        if (difference.isEmpty() && !Collections.disjoint(kinds, STEPPING)) {
            difference = (device.is_cpu() ? room(source.bytes(), Pointer.availablePhysicalBytes())
                    : Optional.<Problem>empty()).or(() -> steps(from, to, rows, threads));
        }
        if (difference.isEmpty() && kinds.contains(PluginKind.STORAGE)) {
            difference = new StorageShadow(to.storage()).attempt(threads);
        }
        if (difference.isEmpty() && kinds.contains(PluginKind.ROUTER) && !policy.mayDiffer()) {
            difference = threads.within(() -> RouterShadow.compare(from.router().orElseThrow(),
                    to.router().orElseThrow()));
        }
        return difference;
    }

    private static TextShadow.Side reader(Generation generation) {
        DataSource data = (DataSource) generation.bindings(PluginKind.DATA).get(0).service();
        return new TextShadow.Side(data, generation.tokenizer());
    }

    private Optional<Problem> steps(Generation from, Generation to, TrainingRows rows, GenerationThreads threads) {
        return new StepShadow(config, device, policy, source.copy(from).unwrap()).compare(StepShadow.Side.of(from),
                StepShadow.Side.of(to), cursor -> rows.take(cursor, config.batchSize()),
                from.evaluation().stream().limit(1).toList(), threads);
    }

    /**
     * A trial must not be what brings the run down: two copies of parameters and optimizer state, and gradients, which
     * are no larger than one, must fit into what is free.
     */
    static Optional<Problem> room(long bytes, long available) {
        long needed = 3 * bytes;
        return needed <= available ? Optional.empty() : Optional.of(Problem.of(Kind.REFUSED,
                "a trial of the steps needs " + (needed >> 20) + " MiB of memory and " + (available >> 20)
                        + " MiB are free", "shadow", "free some, or let it in untried with --shadow 0"));
    }
}
