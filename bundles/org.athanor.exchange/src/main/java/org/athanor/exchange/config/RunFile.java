package org.athanor.exchange.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads run files. Every value keeps its line, so that whoever finds it wrong later can name the place. */
public final class RunFile {

    /** More than any run file has: whoever writes one by hand, or with a program, stays far below. */
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final String NO_ALIASES = "write out what the alias stands for: only single values may be repeated";

    private final String label;

    private RunFile(String label) {
        this.label = label;
    }

    /**
     * Reads a YAML run file and lays {@code overrides} over it.
     *
     * @param overrides dotted keys to YAML values
     * @return the sections, or a problem with file and line
     */
    public static Result<Section> read(Path file, Map<String, String> overrides) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            String what = Files.exists(file) ? "the run file cannot be read as UTF-8 text" : "no such run file";
            return Result.err(new Problem(Kind.CONFIGURATION, what, file.toString(), "", Optional.of(e)));
        }
        try {
            Section root = new RunFile(file.getFileName().toString()).root(text);
            for (Map.Entry<String, String> override : overrides.entrySet()) {
                root = root.with(override.getKey(), override(override.getKey(), override.getValue()));
            }
            return Result.ok(root);
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }

    /** Returns {@code section} as YAML text that {@link #read} reads back. */
    public static String write(Section section) {
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(section.plain());
    }

    /** Reads a value as it is given on a command line. */
    public static Setting setting(String key, String value) {
        return compose(value, key).map(node -> new Setting(new RunFile("--" + key).value(key, node), key))
                .orElse(new Setting("", key));
    }

    private static Setting override(String key, String value) {
        String where = "--set " + key;
        if (!key.matches("[a-z0-9_]+(\\.[a-z0-9_]+)*")) {
            throw new ProblemException(Problem.of(Kind.USAGE, "'" + key + "' is not a dotted key", "--set",
                    "write --set section.key=value"));
        }
        RunFile reader = new RunFile(where);
        return compose(value, where).map(node -> new Setting(reader.value(key, node), where))
                .orElse(new Setting("", where));
    }

    private Section root(String text) {
        Optional<Node> node = compose(text, label);
        if (node.isEmpty()) {
            throw problem("the run file is empty", label, "see runtime/examples for one that works");
        }
        if (!(node.get() instanceof MappingNode mapping)) {
            throw problem("a run file is a mapping of sections", place(node.get()), "write 'trainer: {...}'");
        }
        return section("", mapping);
    }

    private static Optional<Node> compose(String text, String label) {
        try {
            return new Compose(LoadSettings.builder().setLabel(label).setSchema(new CoreSchema())
                    .setCodePointLimit(MOST_CHARACTERS).setMaxAliasesForCollections(0).build()).composeString(text);
        } catch (StackOverflowError e) {
            throw problem("not valid YAML: it nests too deeply", label, "");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw problem("not valid YAML: " + e.getProblem(), label + ":" + line, "");
        } catch (YamlEngineException e) {
            String what = String.valueOf(e.getMessage());
            throw problem("not valid YAML: " + what, label, what.contains("aliases") ? NO_ALIASES : "");
        }
    }

    private Section section(String name, MappingNode mapping) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                throw problem("a key must be a word", place(key), "");
            }
            String path = name.isEmpty() ? scalar.getValue() : name + "." + scalar.getValue();
            Setting before = settings.put(scalar.getValue(), new Setting(value(path, tuple.getValueNode()),
                    place(key)));
            if (before != null) {
                throw problem("the key '" + path + "' stands twice, first at " + before.where(), place(key),
                        "remove one");
            }
        }
        return new Section(name, place(mapping), settings);
    }

    private Object value(String path, Node node) {
        if (node instanceof MappingNode mapping) {
            return section(path, mapping);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(value(path, item)));
            return List.copyOf(items);
        }
        return scalar(path, (ScalarNode) node);
    }

    private Object scalar(String path, ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return "";
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text.toLowerCase(java.util.Locale.ROOT));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            try {
                return tag.equals(Tag.INT) ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw problem("'" + path + "' has the number " + text + ", which is out of range", place(node),
                        "write it in decimal digits; whole numbers have 64 bits");
            }
        }
        return text;
    }

    private String place(Node node) {
        return label.startsWith("--") ? label : label + ":" + (node.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }

    private static ProblemException problem(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Kind.CONFIGURATION, what, where, remedy));
    }
}
