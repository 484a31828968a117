package org.athanor.training.shadow;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.data.DataSource;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.routing.Router;
import org.athanor.api.session.SwapPolicy;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.Lease;
import org.athanor.exchange.threads.GenerationThreads;
import org.athanor.exchange.threads.HangException;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.ThreadPlan;
import org.athanor.routing.RouterShadow;
import org.athanor.torch.Torch;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.data.TrainingRows;
import org.athanor.training.loop.Content;
import org.athanor.training.loop.Slots;
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

    private static final Set<String> READING = Set.of(Slots.TOKENIZER, Slots.DATA, Slots.SOURCES);
    private static final Set<String> STEPPING = Set.of(Slots.MODEL, Slots.PATCHERS, Slots.OBJECTIVE, Slots.OPTIMIZER);
    /** A piece of work in the shadow that takes longer hangs. Steps of the largest models take seconds. */
    private static final Duration HANG = Duration.ofSeconds(60);

    /** How long the threads of a shadow may take to end before the bundle is taken away from under them. */
    private static final long ENDING_MILLIS = 2000;

    private final String session;
    private final ThreadPlan plan;
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

    /** Creates the shadow of one exchange. */
    public Shadow(Host host, TrainerConfig config, Device device, SwapPolicy policy, Source source) {
        this(host.id(), config, device, policy, HANG, source);
    }

    /**
     * Creates the shadow of one exchange.
     *
     * @param bound how long one piece of work may take before it counts as hanging: a micro-batch, a record of text, a
     *     few writes. The number of pieces is bounded too.
     */
    Shadow(String session, TrainerConfig config, Device device, SwapPolicy policy, Duration bound, Source source) {
        this.session = session;
        this.plan = new ThreadPlan(1, Torch::useOneThread);
        this.config = config;
        this.device = device;
        this.policy = policy;
        this.bound = bound;
        this.source = source;
    }

    /**
     * Compares the plugins that are exchanged. What loggers and handlers do is done to the world, and twice would be
     * once too often: they are not compared.
     *
     * @param slots the slots whose plugin is replaced by another
     * @return done, or what differed first
     */
    public Result<Result.Done> run(Generation from, Generation to, List<String> slots) {
        Set<String> declared = slots.stream().flatMap(slot -> to.binding(slot).stream())
                .map(binding -> binding.slot().declaration().name())
                .filter(name -> !name.equals(Slots.LOGGERS) && !name.equals(Slots.HANDLERS))
                .collect(Collectors.toSet());
        if (declared.isEmpty()) {
            return Result.done();
        }
        Optional<Lease> lease = from.lease("shadow");
        if (lease.isEmpty()) {
            return Result.err(Problem.of(Kind.REFUSED, "nothing can be compared: the version before is gone", "shadow",
                    "plan it again"));
        }
        try (Lease held = lease.get()) {
            return attempt(threads -> compare(from, to, declared, threads));
        }
    }

    /** A comparison that runs plugins on threads. */
    interface Comparison {
        Optional<Problem> compare(GenerationThreads threads);
    }

    /** Makes a comparison; what it throws, and a hang, become a problem. No thread is left, if it can be helped. */
    Result<Result.Done> attempt(Comparison comparison) {
        GenerationThreads threads = new GenerationThreads(session + "-shadow", plan);
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

    private Optional<Problem> compare(Generation from, Generation to, Set<String> slots,
            GenerationThreads threads) {
        TrainingRows rows = Content.of(from).training().on(threads.side(), threads::bound);
        Optional<Problem> difference = Optional.empty();
        if (!Collections.disjoint(slots, READING)) {
            DataSource before = data(from);
            DataSource after = Content.sameData(from, to) ? before : data(to);
            difference = new TextShadow(new TextShadow.Side(before, Content.tokenizer(from)),
                    new TextShadow.Side(after, Content.tokenizer(to)), policy.mayDiffer())
                    .compare(rows.firstRecord(source.progress().cursor()), threads);
        }
        if (difference.isEmpty() && !Collections.disjoint(slots, STEPPING)) {
            difference = (device.is_cpu() ? room(source.bytes(), Pointer.availablePhysicalBytes())
                    : Optional.<Problem>empty()).or(() -> steps(from, to, rows, threads));
        }
        if (difference.isEmpty() && slots.contains(Slots.STORAGE)) {
            difference = new StorageShadow(Content.storage(to)).attempt(threads);
        }
        if (difference.isEmpty() && slots.contains(Slots.ROUTER) && !policy.mayDiffer()) {
            difference = threads.within(() -> RouterShadow.compare(from.requiredService(Slots.ROUTER, Router.class),
                    to.requiredService(Slots.ROUTER, Router.class)));
        }
        return difference;
    }

    /** Opens the data on a thread of its generation: what it reads in turn is of that generation too. */
    private DataSource data(Generation generation) {
        DataSource source = generation.requiredService(Slots.DATA, DataSource.class);
        return split -> generation.threads().within(bound.toMillis(), () -> source.open(split));
    }

    private Optional<Problem> steps(Generation from, Generation to, TrainingRows rows, GenerationThreads threads) {
        return new StepShadow(config, device, policy, source.copy(from).unwrap()).compare(StepShadow.Side.of(from),
                StepShadow.Side.of(to), cursor -> rows.take(cursor, config.batchSize()),
                Content.of(from).evaluation().stream().limit(1).toList(), threads);
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
