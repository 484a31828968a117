package org.athanor.training.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.plugin.Stateful;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.storage.Storage;
import org.athanor.api.tokenizer.Vocabulary;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.data.DataMarks;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.logging.LoggerFeeds;

/** Writes checkpoints of a session. Used on its thread, at barriers; plugin code runs on the generation's threads. */
final class CheckpointWriter {

    private final SessionState state;
    private final LoggerFeeds feeds;
    private final Switching switching;
    private final Vocabulary vocabulary;
    private final Announcer announcer;

    CheckpointWriter(SessionState state, LoggerFeeds feeds, Switching switching, Vocabulary vocabulary,
            Announcer announcer) {
        this.state = state;
        this.feeds = feeds;
        this.switching = switching;
        this.vocabulary = vocabulary;
        this.announcer = announcer;
    }

    /**
     * How an attempt to write went.
     *
     * @param written the key, or the problem
     * @param culprit the plugin that failed, if one did
     */
    private record Attempt(Result<String> written, Optional<PluginBinding> culprit) {
    }

    /**
     * Writes a checkpoint. When a plugin that is in probation fails in that, or takes longer than one in probation may,
     * the exchange is taken back and the checkpoint is written with the former one.
     *
     * @return its key, or why there is none; the problem has been announced
     */
    Result<String> write() {
        switching.witness();
        Attempt attempt = attempt();
        if (attempt.culprit().filter(switching::newcomer).isPresent()
                && switching.rollBack(attempt.written().failure().orElseThrow())) {
            attempt = attempt();
        }
        Result<String> written = attempt.written();
        long step = state.progress().step();
        written.toOptional().ifPresent(key -> {
            announcer.record("checkpoint", Map.of("step", step, "key", key));
            announcer.announce(step, Level.INFO, "checkpoint", "wrote " + key);
        });
        written.ifErr(problem -> {
            announcer.callFailed();
            announcer.announce(step, Level.WARNING, "warning", "no checkpoint at step " + step + ": "
                    + problem.message() + "; the run goes on");
        });
        return written;
    }

    private Attempt attempt() {
        Generation generation = state.generation();
        Map<String, StateSnapshot> states = new LinkedHashMap<>(feeds.snapshots());
        for (PluginBinding binding : generation.bindings()) {
            try {
                ownState(binding, generation).ifPresent(own -> states.put(binding.slot().id(), own));
            } catch (Throwable e) {
                return failed(binding, PluginFailure.of("does not give its state", e)
                        .at(binding.descriptor().toString()));
            }
        }
        List<Binding> plugins = generation.bindings().stream().map(binding -> new Binding(binding.slot().kind(),
                binding.slot().name(), binding.version().toString(), binding.bundleId(), true)).toList();
        Checkpoint checkpoint = new Checkpoint(state.progress(), state.model(), state.updates().all(),
                List.copyOf(generation.model().patches().keySet()), vocabulary, plugins, states, marks(generation));
        PluginBinding storage = generation.bindings(PluginKind.STORAGE).get(0);
        try {
            Result<String> written = generation.threads().within(() ->
                    new Checkpoints((Storage) storage.service()).write(checkpoint, state.config().checkpointsKept()));
            return written.failure().map(problem -> failed(storage, problem))
                    .orElseGet(() -> new Attempt(written, Optional.empty()));
        } catch (Throwable e) {
            return failed(storage, PluginFailure.of("the storage failed", e));
        }
    }

    /** A run whose data cannot be read any more must not lose its state for that. */
    private DataMarks marks(Generation generation) {
        try {
            return generation.marks(state.progress().cursor());
        } catch (Throwable e) {
            announcer.announce(state.progress().step(), Level.WARNING, "warning", "the checkpoint does not mark its"
                    + " data: " + PluginFailure.of("it cannot be read", e).message());
            return DataMarks.NONE;
        }
    }

    private static Attempt failed(PluginBinding culprit, Problem problem) {
        return new Attempt(Result.err(problem), Optional.of(culprit));
    }

    /** The storage keeps the checkpoints themselves, and loggers are asked on their own threads. */
    private static Optional<StateSnapshot> ownState(PluginBinding binding, Generation generation) {
        PluginKind kind = binding.slot().kind();
        return kind != PluginKind.STORAGE && kind != PluginKind.LOGGER && binding.service() instanceof Stateful own
                ? Optional.of(generation.threads().within(() ->
                        Objects.requireNonNull(own.snapshot(), "it gave no snapshot")))
                : Optional.empty();
    }
}
