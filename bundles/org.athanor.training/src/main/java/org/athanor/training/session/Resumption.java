package org.athanor.training.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.storage.Storage;
import org.athanor.training.catalog.CatalogEntry;
import org.athanor.training.catalog.PluginCatalog;
import org.athanor.training.checkpoint.Checkpoint;
import org.athanor.training.checkpoint.Checkpoints;
import org.athanor.training.config.Nearest;
import org.athanor.training.config.Section;
import org.athanor.training.config.SessionConfig;
import org.athanor.training.config.SessionConfig.Choice;
import org.athanor.training.config.TrainerConfig;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.GenerationBuilder;
import org.athanor.training.generation.Slot;
import org.athanor.training.state.Progress;
import org.athanor.training.state.Progress.Settings;

/**
 * How a run goes on.
 *
 * @param step the step of the checkpoint to go on from; empty for the newest
 * @param overrides settings of the run file that change
 */
record Resumption(Optional<Long> step, Map<String, String> overrides) {

    /** The override that chooses a checkpoint. */
    static final String STEP = "resume.step";

    private static final Set<String> ALLOWED = new TreeSet<>(Set.of(STEP, "trainer.workers", "trainer.device",
            "trainer.max_steps", "eval.every", "checkpoint.every", "checkpoint.keep"));

    /** Refuses overrides that would make the run another one. */
    static void checkOverrides(Map<String, String> overrides) {
        for (String key : overrides.keySet()) {
            if (!ALLOWED.contains(key)) {
                throw new ProblemException(Problem.of(Kind.USAGE, "'" + key + "' cannot change when a run is resumed",
                        "--set", Nearest.hint(key, ALLOWED)));
            }
        }
    }

    static long step(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + value + "' is no step", "--set " + STEP,
                    "give it the step of a checkpoint"));
        }
    }

    /** Reads the checkpoint through the storage that the run file chooses; empty when the run has none yet. */
    Optional<Checkpoint> read(GenerationBuilder builder, List<Candidate> candidates) {
        Candidate storage = candidates.stream().filter(each -> each.slot().kind() == PluginKind.STORAGE)
                .findFirst().orElseThrow();
        Result<Checkpoint> read = builder.with(storage, Storage.class, service ->
                new Checkpoints(service).read(step));
        boolean none = read.failure().filter(problem -> problem.kind() == Kind.NOT_FOUND).isPresent();
        return none && step.isEmpty() ? Optional.empty() : Optional.of(read.unwrap());
    }

    /** Returns the plugins of the checkpoint, in the versions that it names where they are installed. */
    List<Candidate> candidates(Checkpoint checkpoint, List<Candidate> chosen, PluginCatalog catalog, Section root) {
        List<Candidate> candidates = new ArrayList<>();
        for (Binding plugin : checkpoint.plugins()) {
            Choice choice = new Choice(plugin.name(), "the checkpoint");
            CatalogEntry entry = catalog.findVersion(plugin.kind(), choice, plugin.version())
                    .orElseGet(() -> (plugin.kind().many() ? catalog.findOther(choice)
                            : catalog.find(plugin.kind(), choice)).unwrap());
            Slot slot = chosen.stream().map(Candidate::slot).filter(each -> each.is(plugin.kind(), plugin.name()))
                    .findFirst().orElseGet(() -> new Slot(plugin.kind(), plugin.name(),
                            root.section(entry.descriptor().configKey())
                                    .without(SessionConfig.selector(plugin.kind()))));
            candidates.add(new Candidate(slot, entry.bundle().getBundleId()));
        }
        return candidates;
    }

    /** Returns the progress of the checkpoint with the settings that were overridden. */
    Progress settings(Progress progress, TrainerConfig config) {
        Settings live = progress.settings();
        return progress.with(new Settings(overrides.containsKey("trainer.max_steps") ? config.maxSteps()
                : live.maxSteps(), live.schedule(), live.gradientClip(),
                overrides.containsKey("eval.every") ? config.evalEvery() : live.evalEvery(),
                overrides.containsKey("checkpoint.every") ? config.checkpointEvery() : live.checkpointEvery()));
    }
}
