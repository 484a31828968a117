package org.athanor.api.plugin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * A plugin as its bundle's manifest declares it: an {@link AthanorPlugin} capability plus the identity of the bundle.
 *
 * @param kind the kind, for example {@code tokenizer}
 * @param name the plugin's name, unique among plugins of its kind
 * @param configKey the section of the run file that configures it
 * @param defaultFor slots in which it takes part unless the run file says otherwise, each {@code work:slot}
 * @param provides features it brings, its own name among them
 * @param requires features that must be in the same session
 * @param conflicts features that must not be in the same session
 * @param stateSchema the schema of the state that it keeps; empty when it keeps none
 * @param stateVersion the version of that schema; 0 when it keeps none
 * @param bundle the symbolic name of its bundle
 * @param version the version of its bundle
 */
public record PluginDescriptor(PluginKind kind, String name, String configKey, List<String> defaultFor,
        List<String> provides, List<String> requires, List<String> conflicts, String stateSchema, int stateVersion,
        String bundle, Version version) {

    public PluginDescriptor {
        defaultFor = List.copyOf(defaultFor);
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * Reads a descriptor from the attributes of a capability in namespace {@link AthanorPlugin#NAMESPACE}.
     *
     * @param kinds the kinds that are known where the plugin is or is to be
     * @return the descriptor, or a {@link Problem.Kind#REFUSED} problem that names the attribute that is missing or
     *         wrong
     */
    public static Result<PluginDescriptor> of(Map<String, Object> attributes, String bundle, Version version,
            Kinds kinds) {
        Object name = attributes.get("name");
        Object kind = attributes.get("kind");
        Object configKey = attributes.get("config-key");
        if (!(name instanceof String n) || !(kind instanceof String k) || !(configKey instanceof String key)) {
            return Result.err(Problem.of(Problem.Kind.REFUSED,
                    "the capability '" + AthanorPlugin.NAMESPACE + "' needs name, kind and config-key", bundle,
                    "declare the plugin with @AthanorPlugin"));
        }
        for (String word : List.of(n, key)) {
            if (!PluginKind.isName(word)) {
                return Result.err(Problem.of(Problem.Kind.REFUSED, "the capability '" + AthanorPlugin.NAMESPACE
                        + "' has the name '" + word + "'", bundle, PluginKind.NAMES));
            }
        }
        Optional<PluginKind> known = kinds.ofService(k);
        if (known.isEmpty()) {
            return Result.err(Problem.of(Problem.Kind.REFUSED, "unknown plugin kind '" + k + "'", bundle,
                    "install the bundle that brings it first; known are " + String.join(", ", kinds.words())));
        }
        TreeSet<String> provides = new TreeSet<>(strings(attributes.get("provides")));
        provides.add(n);
        return Result.ok(new PluginDescriptor(known.get(), n, key,
                strings(attributes.get("default-for")), List.copyOf(provides),
                strings(attributes.get("requires")), strings(attributes.get("conflicts")),
                attributes.get("state-schema") instanceof String schema ? schema : "",
                attributes.get("state-version") instanceof Number number ? number.intValue() : 0, bundle, version));
    }

    /**
     * Returns, in words, which rules between the plugins of one session are broken: a required feature that nobody
     * provides, a feature that is provided and conflicts with somebody.
     */
    public static Set<String> violations(List<PluginDescriptor> plugins) {
        Set<String> violations = new LinkedHashSet<>();
        for (PluginDescriptor plugin : plugins) {
            for (String feature : plugin.requires()) {
                if (plugins.stream().noneMatch(each -> each.provides().contains(feature))) {
                    violations.add(plugin.name() + " requires " + feature + ", which no plugin provides");
                }
            }
            for (String feature : plugin.conflicts()) {
                plugins.stream().filter(other -> isBeside(other, plugin) && other.provides().contains(feature))
                        .forEach(other -> violations.add(plugin.name() + " conflicts with " + feature + ", which "
                                + other.name() + " " + other.version() + " provides"));
            }
        }
        return violations;
    }

    /** Two slots may have the same plugin: then it is there twice, and each is beside the other. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isBeside(PluginDescriptor other, PluginDescriptor plugin) {
        return other != plugin;
    }

    /** Returns the bundle by the names that mean the same everywhere, without its content hash. */
    public BundleRef ref() {
        return new BundleRef(bundle, version.toString(), "");
    }

    /** Returns {@code kind:name}, for example {@code tokenizer:byte}. */
    public String id() {
        return kind.word() + ":" + name;
    }

    /** Returns whether this is the plugin of a kind and a name. */
    public boolean is(String kindWord, String otherName) {
        return kind.word().equals(kindWord) && name.equals(otherName);
    }

    @Override
    public String toString() {
        return id() + " " + version;
    }

    private static List<String> strings(@Nullable Object attribute) {
        if (attribute instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text.split("\\s*,\\s*"));
        }
        if (attribute instanceof List<?> list) {
            return list.stream().map(String::valueOf).filter(text -> !text.isBlank()).toList();
        }
        return List.of();
    }
}
