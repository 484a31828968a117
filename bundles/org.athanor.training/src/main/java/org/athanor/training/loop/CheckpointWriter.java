package org.athanor.training.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.PluginFailure;
import org.athanor.exchange.threads.Patience;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Host.CulpritException;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.checkpoint.Checkpoints.Written;
import org.athanor.training.checkpoint.Owner;
import org.athanor.training.checkpoint.Recorded;
import org.athanor.training.data.DataMarks;
import org.athanor.training.step.RuinedException;

/** Writes checkpoints of a training. Used on its thread, at barriers; plugin code runs on the generation's threads. */
final class CheckpointWriter {

    private final Host host;
    private final TrainingState state;
    private final Vocabulary vocabulary;
    private final Patience patience;
    private String told = "";

    CheckpointWriter(Host host, TrainingState state, Vocabulary vocabulary) {
        this(host, state, vocabulary, Patience.of(host.context()).forLongCalls());
    }

    /** {@code patience}: with a storage that is known. */
    CheckpointWriter(Host host, TrainingState state, Vocabulary vocabulary, Patience patience) {
        this.host = host;
        this.state = state;
        this.vocabulary = vocabulary;
        this.patience = patience;
    }

    /**
     * Writes a checkpoint. When a plugin that is in probation fails in that, or takes longer than one in probation may,
     * the exchange is taken back and the checkpoint is written with the former one.
     *
     * @return its key, or why there is none; the problem has been announced
     * @throws RuinedException when nothing good could come of it; it must not take the place of a good one
     */
    Result<String> write() {
        long step = state.progress().step();
        ruin().ifPresent(what -> {
            throw new RuinedException(what, step);
        });
        host.witness();
        Result<Written> written;
        try {
            written = Result.ok(attempt());
        } catch (CulpritException e) {
            written = host.takeBack(e.culprit(), e.problem()) ? again() : Result.err(e.problem());
        }
        written.toOptional().ifPresent(done -> {
            host.record(Recorded.CHECKPOINT, Map.of("step", step, "key", done.key(), Recorded.SHA256, done.sha256()));
            host.announce(new RunEvent(step, Level.INFO, "checkpoint", "wrote " + done.key()));
        });
        String why = written.failure().map(problem -> "no checkpoint at step " + step + ": " + problem.message())
                .orElse("");
        if (!why.isEmpty() && !why.equals(told)) {
            host.callFailed();
            host.announce(new RunEvent(step, Level.WARNING, "warning", why + "; it is tried again, the run goes on"));
        }
        told = why;
        return written.map(Written::key);
    }

    /** A run whose data cannot be read any more, or whose plugins fail, must not lose its state for that. */
    private Optional<String> ruin() {
        try {
            return state.stepper().ruin(Optional.of(Content.of(host.generation()).training().take(
                    state.progress().cursor(), state.config().microBatch())));
        } catch (Throwable untried) {
            return state.stepper().ruin(Optional.empty());
        }
    }

    private Result<Written> again() {
        try {
            return Result.ok(attempt());
        } catch (CulpritException e) {
            return Result.err(e.problem());
        }
    }

    private Written attempt() {
        Generation generation = host.generation();
        Map<String, StateSnapshot> states = host.states();
        Checkpoint checkpoint = new Checkpoint(state.progress(), state.model(), state.updates().all(),
                List.copyOf(Content.of(generation).model().patches().keySet()), vocabulary, host.filled(), states,
                marks(generation));
        PluginBinding storage = generation.binding(Slots.STORAGE).orElseThrow();
        Result<Written> written;
        try {
            long start = System.nanoTime();
            written = generation.threads().within(bound(storage), () -> new Owner(host.identity())
                    .check(Content.storage(generation)).flatMap(ours -> new Checkpoints(Content.storage(generation))
                            .write(checkpoint, state.config().checkpointsKept())));
            patience.took(System.nanoTime() - start);
        } catch (Throwable e) {
            throw new CulpritException(storage, PluginFailure.of("the storage failed", e));
        }
        return written.orElse(problem -> {
            throw new CulpritException(storage, problem);
        });
    }

    /** A storage that is new may take no longer than any plugin; one that is known, a good deal longer. */
    private long bound(PluginBinding storage) {
        return host.onProbation(storage) ? host.generation().threads().bound() : patience.millis();
    }

    private DataMarks marks(Generation generation) {
        Content content = Content.of(generation);
        try {
            return content.data(state.progress().cursor());
        } catch (Throwable e) {
            Problem problem = PluginFailure.of("it cannot be read", e);
            host.announce(new RunEvent(state.progress().step(), Level.WARNING, "warning", "the checkpoint marks its"
                    + " data as it was when it was opened: " + problem.message()));
            return content.data();
        }
    }
}
