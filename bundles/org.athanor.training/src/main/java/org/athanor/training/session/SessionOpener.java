package org.athanor.training.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.athanor.api.data.DataSource;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.SessionScope;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.config.SessionConfig;
import org.athanor.training.data.DataMarks;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.GenerationBuilder;
import org.athanor.training.generation.GenerationBuilder.Framework;
import org.athanor.training.generation.GenerationBuilder.Identity;
import org.athanor.training.generation.SessionServices;
import org.athanor.training.migration.Migrators;
import org.athanor.training.routing.RouteTable;
import org.athanor.training.session.Assembly.Beginning;
import org.athanor.training.session.Assembly.LateListener;
import org.athanor.training.state.ModelState;
import org.athanor.training.state.Progress;
import org.bytedeco.pytorch.Device;

/** Opens a session with the plugins that were chosen: builds the first generation, and goes on from a checkpoint. */
final class SessionOpener {

    /** How long what a session that does not start has begun may still take. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final Framework framework;
    private final Ledgers ledgers;
    private final RouteTable routes;
    private final Migrators migrators;

    SessionOpener(Framework framework, Ledgers ledgers, RouteTable routes, Migrators migrators) {
        this.framework = framework;
        this.ledgers = ledgers;
        this.routes = routes;
        this.migrators = migrators;
    }

    /**
     * What a session is opened with.
     *
     * @param base the folder that relative paths of the run file start from
     * @param resumes how often the run was resumed, with this time
     * @param resumption how the run goes on; empty for a new one
     * @param repeats the run that is done again, from a pause on; empty for any other
     */
    record Opening(String id, RunFolder folder, SessionConfig config, Path base, Device device, int resumes,
            Optional<Resumption> resumption, Optional<RunFolder> repeats) {
    }

    /** Opens a session; throws a {@link ProblemException}, with everything let go, when it cannot. */
    TrainingSession open(Opening opening, List<Candidate> chosen) throws IOException {
        RunFolder folder = opening.folder();
        SessionConfig config = opening.config();
        Ledger ledger = ledgers.open(folder.ledger()).unwrap();
        LateListener listener = new LateListener();
        SessionServices services = new SessionServices(framework.context(), opening.id(), listener);
        GenerationBuilder builder = new GenerationBuilder(framework, new Identity(opening.id(), Map.of(
                SessionScope.PREFIX_ + "id", opening.id(), SessionScope.PREFIX_ + "directory",
                folder.path().toString(), SessionScope.PREFIX_ + "base", opening.base().toString())),
                config.trainer(), services);
        RunLife life = new RunLife(framework.context(), folder, new RunJars(framework.context(), folder), ledger,
                builder, services, routes, migrators, opening.resumes());
        try {
            Optional<Resumption> resumption = opening.resumption();
            Optional<Checkpoint> checkpoint = resumption.flatMap(how -> how.read(builder, chosen));
            List<Candidate> candidates = checkpoint.map(found -> resumption.orElseThrow().candidates(found, chosen,
                    framework.catalog(), config.root())).orElse(chosen);
            Progress progress = resumption.map(how -> how.progress(checkpoint, config.trainer()))
                    .orElseGet(() -> Progress.start(config.trainer()));
            Generation first = builder.first(candidates, checkpoint.map(Checkpoint::vocabulary), progress.cursor(),
                    dataCheck(opening, checkpoint, candidates)).unwrap();
            try {
                return start(opening, life, listener, first, progress, checkpoint);
            } catch (Throwable e) {
                first.end(LAST_CALLS);
                throw e;
            }
        } catch (Throwable e) {
            abandon(life, e);
            throw e;
        }
    }

    private TrainingSession start(Opening opening, RunLife life, LateListener listener, Generation first,
            Progress progress, Optional<Checkpoint> checkpoint) throws IOException {
        RunFolder folder = opening.folder();
        ModelState model = checkpoint.map(Checkpoint::model).orElse(ModelState.empty());
        Optional<Problem> misfit = model.misfit(first.model(), first.optimizer());
        if (misfit.isPresent()) {
            throw new ProblemException(misfit.get());
        }
        first.bindings().forEach(binding -> life.jars().keep(binding.bundleId()).unwrap());
        folder.writeFeature(opening.id(), framework.context().getBundles(), life.jars());
        if (checkpoint.isPresent()) {
            leaveBehind(life.ledger(), first, checkpoint.get().progress().step());
        }
        Optional<Resumption> resumption = opening.resumption();
        return Assembly.start(opening.id(), life, opening.config(), framework.catalog(), opening.device(), first,
                new Beginning(progress, model, checkpoint.map(Checkpoint::updates).orElse(Map.of()),
                        first.tokenizer().vocabulary(),
                        checkpoint.isPresent() ? checkpoint.get().states() : folder.firstStates(), folder.swaps(),
                        resumption.map(how -> how.overridden(checkpoint)).orElse(Map.of()),
                        resumption.map(how -> how.again(checkpoint)).orElse(List.of()),
                        opening.repeats().isPresent()),
                listener);
    }

    /** The data of a run must be what it was: a cursor into other data would go on somewhere else. */
    private Consumer<DataSource> dataCheck(Opening opening, Optional<Checkpoint> checkpoint,
            List<Candidate> candidates) throws IOException {
        Candidate data = candidates.stream().filter(each -> each.slot().kind() == PluginKind.DATA).findFirst()
                .orElseThrow();
        String plugin = data.slot().id();
        DataMarks began = opening.repeats().orElse(opening.folder()).firstData();
        return source -> {
            opening.resumption().ifPresent(how -> how.check(source, plugin, checkpoint, began));
            opening.repeats().ifPresent(run -> began.check(source, plugin, "the run began", "put it back as it was"));
        };
    }

    /**
     * Deletes the checkpoints after the one that the run goes on from: they belong to a course that it leaves. The
     * ledger tells it first; until it also tells of the resumption, whoever resumes goes on from that step again.
     */
    private static void leaveBehind(Ledger ledger, Generation first, long step) {
        first.threads().call(() -> {
            Checkpoints checkpoints = new Checkpoints(first.storage());
            List<Long> later = checkpoints.after(step).unwrap();
            if (!later.isEmpty()) {
                ledger.append(RunFolder.ABANDONED, Map.of("step", step, "checkpoints", later)).unwrap();
                checkpoints.delete(later).unwrap();
            }
            return later;
        });
    }

    /** {@code failure} takes along what cannot be let go. */
    private static void abandon(RunLife life, Throwable failure) {
        for (AutoCloseable left : List.<AutoCloseable>of(life.services(), life.ledger(),
                life.builder()::removeConfigurations)) {
            try {
                left.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
