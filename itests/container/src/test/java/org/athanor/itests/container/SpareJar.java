package org.athanor.itests.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.conformance.PluginJar;

/** Copies of installed plugins under another name, which no session uses. */
final class SpareJar {

    private static final String SPARE = "-spare";

    private SpareJar() {
    }

    /** Copies the bundle of a plugin at a location; bundle, component and plugin have another name. */
    static Path of(String location, PluginDescriptor plugin, Path folder) {
        String bundle = plugin.bundle();
        String name = plugin.name();
        try (InputStream original = URI.create(location).toURL().openStream()) {
            return PluginJar.of(original).header("Bundle-SymbolicName", before -> bundle + SPARE)
                    // A default of a slot would claim it beside the original.
                    .header("Provide-Capability", before -> before.replaceAll("default-for:[^;,]*;", "")
                            .replaceAll("\\bname=\"?" + name + "\"?", "name=\"" + name + SPARE + "\""))
                    .editing("OSGI-INF/", text -> text
                            .replace("value=\"" + name + "\"", "value=\"" + name + SPARE + "\"")
                            .replace("name=\"" + bundle + "\"", "name=\"" + bundle + SPARE + "\"")
                            .replace("factoryPid=\"" + bundle + "\"", "factoryPid=\"" + bundle + SPARE + "\""))
                    .in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the id of a plugin's copy. */
    static String id(PluginDescriptor plugin) {
        return plugin.id() + SPARE;
    }
}
