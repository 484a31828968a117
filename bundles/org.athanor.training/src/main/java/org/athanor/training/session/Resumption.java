package org.athanor.training.session;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.athanor.api.data.DataSource;
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
import org.athanor.training.data.DataMarks;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.GenerationBuilder;
import org.athanor.training.generation.Slot;
import org.athanor.training.state.Progress;
import org.athanor.training.state.Progress.Settings;

/**
 * How a run goes on.
 *
 * @param step the step of the checkpoint to go on from; empty for the newest
 * @param otherData whether the data may be other than it was
 * @param overrides settings of the run file that change
 * @param original the settings of the run file without them
 * @param lines the run's ledger
 */
record Resumption(Optional<Long> step, boolean otherData, Map<String, String> overrides, TrainerConfig original,
        List<JsonObject> lines) {

    /** The override that chooses a checkpoint. */
    static final String STEP = "resume.step";

    /** The override that lets a run go on with other data. */
    static final String DATA = "resume.data";

    private static final Set<String> ALLOWED = new TreeSet<>(Set.of(STEP, DATA, "trainer.workers", "trainer.device",
            "trainer.max_steps", "trainer.learning_rate", "trainer.gradient_clip", "eval.every", "checkpoint.every",
            "checkpoint.keep"));

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

    static boolean otherData(String value) {
        if (!value.equals("changed")) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + value + "' is no word for data", "--set " + DATA,
                    "give it 'changed', or leave it out"));
        }
        return true;
    }

    /** Checks that the data is what it was at the checkpoint, or when the run began. */
    void check(DataSource data, String plugin, Optional<Checkpoint> checkpoint, DataMarks first) {
        if (!otherData) {
            checkpoint.map(Checkpoint::data).orElse(first).check(data, plugin, checkpoint
                    .map(found -> "checkpoint step-" + found.progress().step()).orElse("the run began"),
                    "put it back, or go on with what there is now: --set " + DATA + "=changed");
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

    /** Returns where the run goes on: at its checkpoint or at its beginning, with the settings that were overridden. */
    Progress progress(Optional<Checkpoint> checkpoint, TrainerConfig config) {
        Progress progress = checkpoint.map(Checkpoint::progress).orElseGet(() -> Progress.start(original));
        Settings live = progress.settings();
        return progress.with(new Settings(
                overrides.containsKey("trainer.max_steps") ? config.maxSteps() : live.maxSteps(),
                overrides.containsKey("trainer.learning_rate") ? live.schedule().withPeak(config.schedule().peak())
                        : live.schedule(),
                overrides.containsKey("trainer.gradient_clip") ? config.gradientClip() : live.gradientClip(),
                overrides.containsKey("eval.every") ? config.evalEvery() : live.evalEvery(),
                overrides.containsKey("checkpoint.every") ? config.checkpointEvery() : live.checkpointEvery()));
    }

    /** Returns the live settings that are overridden, with their values before. */
    Map<String, String> overridden(Optional<Checkpoint> checkpoint) {
        Settings before = checkpoint.map(Checkpoint::progress).orElseGet(() -> Progress.start(original)).settings();
        Map<String, String> overridden = new LinkedHashMap<>();
        LiveSettings.KEYS.stream().filter(overrides::containsKey)
                .forEach(key -> overridden.put(key, LiveSettings.value(before, key)));
        return overridden;
    }

    /** Returns the live settings that are to be made again, as they were changed after the checkpoint. */
    List<RecordedSetting> again(Optional<Checkpoint> checkpoint) {
        return RecordedSetting.after(lines, checkpoint.map(found -> found.progress().step()), overrides.keySet());
    }
}
