package org.athanor.training.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.athanor.api.plugin.PluginKind;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;

/**
 * A whole run file, read: the trainer's settings and which plugins take part.
 *
 * @param trainer the trainer's settings
 * @param singles the plugins of the single kinds, in kind order
 * @param others the names under {@code plugins} in order, their kinds still unknown
 * @param root the resolved run file
 */
public record SessionConfig(TrainerConfig trainer, List<Choice> singles, List<Choice> others, Section root) {

    /** Loggers that take part in every run unless the run file names them with a leading hyphen. */
    private static final List<String> STANDARD_LOGGERS = List.of("console", "jsonl");

    private static final Set<String> CORE_SECTIONS = Set.of("trainer", "eval", "checkpoint", "plugins");

    /** The single kinds: the section that configures them, the key that selects, and the plugin when it is absent. */
    private static final Map<PluginKind, List<String>> SELECTORS = Map.of(
            PluginKind.ARCHITECTURE, List.of("model", "architecture", "gpt"),
            PluginKind.TOKENIZER, List.of("tokenizer", "type", "byte"),
            PluginKind.DATA, List.of("data", "type", "text"),
            PluginKind.OBJECTIVE, List.of("objective", "type", "causal"),
            PluginKind.OPTIMIZER, List.of("optimizer", "type", "adamw"),
            PluginKind.STORAGE, List.of("storage", "type", "file"),
            PluginKind.ROUTER, List.of("router", "type", "round-robin"));

    /**
     * A plugin that a run file chooses.
     *
     * @param name the plugin's name
     * @param where the place that names it
     */
    public record Choice(String name, String where) {
    }

    /**
     * Reads a run file.
     *
     * @throws ProblemException names the first thing that is wrong, with its place
     */
    public static SessionConfig of(Section root) {
        for (Map.Entry<String, Setting> entry : root.settings().entrySet()) {
            boolean list = entry.getKey().equals("plugins");
            if (!list && !(entry.getValue().value() instanceof Section)) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                        "'" + entry.getKey() + "' must be a section", entry.getValue().where(),
                        "write '" + entry.getKey() + ": {key: value}'"));
            }
        }
        List<Choice> singles = new ArrayList<>();
        for (PluginKind kind : PluginKind.values()) {
            if (!kind.many()) {
                singles.add(single(root, SELECTORS.get(kind)));
            }
        }
        return new SessionConfig(TrainerConfig.of(root), singles, others(root), root);
    }

    /** Returns the kind of the single choice at {@code index}. */
    public static List<PluginKind> singleKinds() {
        return List.of(PluginKind.values()).stream().filter(kind -> !kind.many()).toList();
    }

    /** Returns the key of a plugin's section that selects it and is no part of its configuration; empty for others. */
    public static String selector(PluginKind kind) {
        return kind.many() ? "" : SELECTORS.get(kind).get(1);
    }

    /**
     * Refuses sections that belong to nobody.
     *
     * @param pluginSections the config keys of all plugins that take part
     * @throws ProblemException names the section and the nearest known one
     */
    public void checkSections(Set<String> pluginSections) {
        Set<String> known = new LinkedHashSet<>(CORE_SECTIONS);
        known.addAll(pluginSections);
        for (Map.Entry<String, Setting> entry : root.settings().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                        "unknown section '" + entry.getKey() + "'", entry.getValue().where(),
                        Nearest.hint(entry.getKey(), known)
                                + " (a plugin's section needs the plugin's name under 'plugins')"));
            }
        }
    }

    private static Choice single(Section root, List<String> selector) {
        Section section = root.section(selector.get(0));
        return section.setting(selector.get(1))
                .map(setting -> new Choice(String.valueOf(setting.value()), setting.where()))
                .orElse(new Choice(selector.get(2), section.where()));
    }

    private static List<Choice> others(Section root) {
        Set<String> names = new LinkedHashSet<>(STANDARD_LOGGERS);
        String where = root.setting("plugins").map(Setting::where).orElse(root.where());
        Object listed = root.setting("plugins").map(Setting::value).orElse(List.of());
        List<?> items = listed instanceof List<?> list ? list : List.of(listed);
        Set<String> seen = new LinkedHashSet<>();
        for (Object item : items) {
            String name = String.valueOf(item);
            if (!(item instanceof String) || name.isBlank()) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION, "'plugins' lists names of plugins", where,
                        "write 'plugins: [lora, jsonl]' and give each its own section"));
            }
            if (!seen.add(name)) {
                throw new ProblemException(Problem.of(Kind.CONFIGURATION,
                        "the plugin '" + name + "' stands twice under 'plugins'", where, "remove one"));
            }
            if (name.startsWith("-")) {
                names.remove(name.substring(1));
            } else {
                names.add(name);
            }
        }
        return names.stream().map(name -> new Choice(name, where)).toList();
    }
}
