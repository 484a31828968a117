package org.athanor.training.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * Writes a checkpoint. When that fails while the storage is in probation, the exchange is taken back and the
     * former storage is asked.
     *
     * @return its key, or why there is none; the problem has been announced
     */
    Result<String> write() {
        switching.witness();
        Result<String> written = attempt();
        if (!written.isOk() && switching.newcomer(PluginKind.STORAGE)
                && switching.rollBack(written.failure().orElseThrow())) {
            written = attempt();
        }
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

    private Result<String> attempt() {
        Generation generation = state.generation();
        try {
            Map<String, StateSnapshot> states = new LinkedHashMap<>(feeds.snapshots());
            List<Binding> plugins = generation.bindings().stream().map(binding -> new Binding(binding.slot().kind(),
                    binding.slot().name(), binding.version().toString(), binding.bundleId(), true)).toList();
            return generation.threads().call(() -> {
                generation.bindings().forEach(binding -> ownState(binding)
                        .ifPresent(own -> states.put(binding.slot().id(), own)));
                Checkpoint checkpoint = new Checkpoint(state.progress(), state.model(), state.updates().all(),
                        List.copyOf(generation.model().patches().keySet()), vocabulary, plugins, states);
                Storage storage = generation.storage();
                return new Checkpoints(storage).write(checkpoint, state.config().checkpointsKept());
            });
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the storage failed", e));
        }
    }

    /** The storage keeps the checkpoints themselves, and loggers are asked on their own threads. */
    private static Optional<StateSnapshot> ownState(PluginBinding binding) {
        PluginKind kind = binding.slot().kind();
        return kind != PluginKind.STORAGE && kind != PluginKind.LOGGER && binding.service() instanceof Stateful own
                ? Optional.of(own.snapshot()) : Optional.empty();
    }
}
