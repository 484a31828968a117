package org.athanor.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.athanor.conformance.PluginJar;

/**
 * A copy of a plugin of the distribution that differs from it in what the test names, and in nothing else.
 *
 * @param jar the copy
 */
public record PluginCopy(PluginJar jar) {

    private static final String CAPABILITIES = "Provide-Capability";
    private static final String DESCRIPTIONS = "OSGI-INF/";

    /** Copies a bundle of the distribution. */
    public static PluginCopy of(String symbolicName) {
        return of(Distribution.bundle(symbolicName));
    }

    /**
     * Copies the patcher {@code chunkedloss} that fails: at its {@code activation, health} or {@code first-call}, or
     * by a loss that is {@code off-by 1e-4}.
     */
    public static PluginCopy failingAt(String moment) {
        return of(Distribution.faultyPatcher()).header("Example-Fault", value -> moment);
    }

    /** Copies a bundle. */
    public static PluginCopy of(Path original) {
        try {
            return new PluginCopy(PluginJar.of(original));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives it another version. */
    public PluginCopy version(String version) {
        return new PluginCopy(jar.version(version));
    }

    /** Makes another plugin of it, in a bundle of its own, which takes part only where it is chosen. */
    public PluginCopy named(String name) {
        return header("Bundle-SymbolicName", value -> value + "." + name)
                .header(CAPABILITIES, value -> value.replaceAll(";name=[\\w-]+", ";name=" + name)
                        .replaceAll(";default-for:List<String>=\"[^\"]*\"", ""))
                .editing(DESCRIPTIONS, text -> text.replaceAll("(\"athanor.plugin.name\".* value=\")[^\"]*",
                        "$1" + name).replaceAll("<property name=\"athanor.plugin.defaultFor\".*", ""));
    }

    /** Lets it need a package. */
    public PluginCopy importing(String packageName) {
        return header("Import-Package", value -> value + "," + packageName);
    }

    /** Takes the declarations of its plugins away. */
    public PluginCopy withoutCapability() {
        return header(CAPABILITIES, value -> value.replace("athanor.plugin;", "some.other;"));
    }

    /** Adds an attribute to the declaration of its plugin, for example {@code requires:List<String>=x}. */
    public PluginCopy declaring(String attribute) {
        return header(CAPABILITIES, value -> value.replace("athanor.plugin;", "athanor.plugin;" + attribute + ";"));
    }

    /** Adds a file. */
    public PluginCopy with(String name, byte[] content) {
        return new PluginCopy(jar.with(name, content));
    }

    /** Replaces words in the descriptions of its components and their settings, for example a default. */
    public PluginCopy describing(String words, String others) {
        return editing(DESCRIPTIONS, text -> text.replace(words, others));
    }

    /** Changes the text files below a path. */
    public PluginCopy editing(String path, UnaryOperator<String> change) {
        return new PluginCopy(jar.editing(path, change));
    }

    /**
     * Lets a class {@code Faulty} do the work of its component. It is in the package of the original, has a
     * constructor with the same parameters, and may call the original.
     */
    public PluginCopy implementedBy(String source) {
        Compiled faulty = Compiled.of("Faulty", source);
        String implementation = "<implementation class=\"" + faulty.packageName() + ".";
        PluginCopy copy = editing(DESCRIPTIONS, text -> text.replaceAll(implementation + "\\w+", implementation
                + "Faulty"));
        for (Map.Entry<String, byte[]> type : faulty.classes().entrySet()) {
            copy = copy.with(type.getKey(), type.getValue());
        }
        return copy;
    }

    private PluginCopy header(String name, UnaryOperator<String> change) {
        return new PluginCopy(jar.header(name, change));
    }

    /** Writes the jar; its file carries its version. */
    public Path in(Path folder) {
        try {
            return jar.in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
