package org.athanor.conformance.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.work.SlotDeclaration;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The run files of an examination: a tiny model on a generated text, with the plugin in its place. Over that come the
 * sections that the jar carries as an example, over these those of the user's run file; how long and how fast is
 * trained stays the kit's. The word {@value #TEXT} in any of them stands for the path of the generated text.
 *
 * @param trial the kind of work that they are for
 * @param folder where they are written
 * @param sections section to key to value; what they all begin from
 * @param plugins the items under {@code plugins}
 */
public record RunFiles(Trial trial, Path folder, Map<String, Map<String, Object>> sections, List<Object> plugins) {

    /** The kind of work in which plugins are tried. */
    public static final String WORK = "training";
    private static final String PLUGINS = "plugins";
    private static final String TEXT = "@text@";
    private static final int LINES = 400;
    private static final String BASE = """
            model: {architecture: gpt, layers: 1, heads: 2, width: 16, context: 16}
            data: {type: text, path: '%s', split: 0.9}
            storage: {type: memory}
            trainer: {max_steps: 10, batch_size: 2, micro_batch: 1, workers: 2, device: cpu, seed: 7,
              learning_rate: 1.0e-3, schedule: constant}
            eval: {every: 200, batches: 1}
            checkpoint: {every: 100, keep: 2}
            plugins: [-console]
            """.formatted(TEXT);

    /** Prepares a folder. */
    public static RunFiles in(Path folder, Candidate candidate, Optional<Path> run, Trial trial) {
        try {
            Files.createDirectories(folder);
            String text = Files.writeString(folder.resolve("text.txt"), text()).toString();
            List<Map<String, Object>> layers = new ArrayList<>(List.of(parse(BASE.replace(TEXT, text), "the kit")));
            candidate.example().ifPresent(example ->
                    layers.add(parse(example.replace(TEXT, text), Candidate.EXAMPLE)));
            if (run.isPresent()) {
                layers.add(parse(Files.readString(run.get()).replace(TEXT, text), run.get().toString()));
            }
            return of(folder, candidate, layers, trial);
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run files cannot be prepared", e).at(folder.toString()));
        }
    }

    private static RunFiles of(Path folder, Candidate candidate, List<Map<String, Object>> layers, Trial trial) {
        Set<String> ofTheKit = trial.work().sections();
        Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
        Set<Object> plugins = new LinkedHashSet<>();
        for (Map<String, Object> layer : layers) {
            layer.forEach((name, content) -> {
                if (name.equals(PLUGINS) && content instanceof List<?> names) {
                    plugins.addAll(names);
                } else if (content instanceof Map<?, ?> keys && !(sections.containsKey(name)
                        && ofTheKit.contains(name))) {
                    sections.put(name, copy(keys));
                }
            });
        }
        for (PluginDescriptor plugin : candidate.plugins()) {
            SlotDeclaration slot = trial.slot(plugin).orElseThrow();
            if (slot.many()) {
                plugins.add(plugin.name());
                plugins.remove("-" + plugin.name());
            } else {
                select(sections, slot, plugin);
            }
        }
        return new RunFiles(trial, folder, sections, List.copyOf(plugins));
    }

    /** Puts a plugin in its place; what the section held for another one goes. */
    private static void select(Map<String, Map<String, Object>> sections, SlotDeclaration slot,
            PluginDescriptor plugin) {
        Map<String, Object> present = sections.getOrDefault(slot.name(), Map.of());
        Map<String, Object> section = new LinkedHashMap<>(Map.of(slot.selector(), plugin.name()));
        if (plugin.name().equals(present.get(slot.selector()))) {
            section.putAll(present);
        }
        sections.put(slot.name(), section);
    }

    /** Returns run files in which this plugin of the jar takes part, if it has more than one of its kind. */
    public RunFiles selecting(PluginDescriptor plugin) {
        Map<String, Map<String, Object>> changed = new LinkedHashMap<>(sections);
        trial.slot(plugin).filter(slot -> !slot.many()).ifPresent(slot -> select(changed, slot, plugin));
        return new RunFiles(trial, folder, changed, plugins);
    }

    /** A run file. */
    public record Written(Path file, String text) {

        /** Returns how a message names the line of a key, or of its whole section when it is not there. */
        public String place(String section, String key) {
            List<String> lines = text.lines().toList();
            int start = lines.indexOf(section + ":");
            for (int i = start + 1; i < lines.size() && lines.get(i).startsWith(" "); i++) {
                if (lines.get(i).strip().startsWith(key + ":")) {
                    return file.getFileName() + ":" + (i + 1) + ": ";
                }
            }
            // The mapping that has no such key begins with its first key.
            return file.getFileName() + ":";
        }
    }

    /** Writes the run file as it is, for so many steps. */
    public Written write(String name, long steps) {
        return write(name, steps, sections);
    }

    /** Writes the run file with another value in it. */
    public Written with(String name, String section, String key, Object value) {
        Map<String, Map<String, Object>> changed = new LinkedHashMap<>(sections);
        Map<String, Object> keys = new LinkedHashMap<>(sections.getOrDefault(section, Map.of()));
        keys.put(key, value);
        changed.put(section, keys);
        return write(name, 2, changed);
    }

    /** Writes the run file with a key missing. */
    public Written without(String name, String section, String key) {
        Map<String, Map<String, Object>> changed = new LinkedHashMap<>(sections);
        Map<String, Object> keys = new LinkedHashMap<>(sections.getOrDefault(section, Map.of()));
        keys.remove(key);
        changed.put(section, keys);
        return write(name, 2, changed);
    }

    private Written write(String name, long steps, Map<String, Map<String, Object>> content) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("work", trial.work().name());
        all.putAll(content);
        Map<String, Object> trainer = new LinkedHashMap<>(content.get("trainer"));
        trainer.put("max_steps", steps);
        all.put("trainer", trainer);
        all.put(PLUGINS, plugins);
        String text = new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build()).dumpToString(all);
        try {
            return new Written(Files.writeString(folder.resolve(name + ".yaml"), text), text);
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("the run file cannot be written", e).at(folder.toString()));
        }
    }

    private static Map<String, Object> parse(String yaml, String where) {
        try {
            if (new Load(LoadSettings.builder().setLabel(where).build()).loadFromString(yaml)
                    instanceof Map<?, ?> mapping) {
                return copy(mapping);
            }
        } catch (YamlEngineException e) {
            throw new ProblemException(Problem.failed("not valid YAML", e).at(where));
        }
        throw new ProblemException(Problem.of(Kind.CONFIGURATION, "a run file is a mapping of sections", where, ""));
    }

    private static Map<String, Object> copy(Map<?, ?> mapping) {
        Map<String, Object> copy = new LinkedHashMap<>();
        mapping.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    private static String text() {
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= LINES; line++) {
            text.append("line ").append(line).append(" of a text, with a number: ").append(line * line % 97)
                    .append('\n');
        }
        return text.toString();
    }
}
