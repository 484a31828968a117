package org.athanor.plugins.inspect;

import java.util.List;
import java.util.stream.Collectors;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.osgi.framework.Version;
import org.osgi.resource.Resource;

/**
 * A jar that is a plugin bundle, or brings kinds of plugin or of work.
 *
 * @param content the bytes of the jar; not to be changed
 * @param sha256 their SHA-256 in hex
 * @param source where they came from
 * @param symbolicName the bundle's symbolic name
 * @param version the bundle's version
 * @param plugins the plugins that it declares; none when it only brings kinds of plugin or of work
 * @param kinds the kinds of plugin that it brings
 * @param works the kinds of work that it brings
 * @param resource its requirements and capabilities
 */
public record PluginJar(byte[] content, String sha256, String source, String symbolicName, Version version,
        List<PluginDescriptor> plugins, List<PluginKind> kinds, List<String> works, Resource resource) {

    public PluginJar {
        plugins = List.copyOf(plugins);
        kinds = List.copyOf(kinds);
        works = List.copyOf(works);
    }

    /** Returns the ids of its plugins, separated by commas. */
    public String ids() {
        return plugins.isEmpty() ? symbolicName
                : plugins.stream().map(PluginDescriptor::id).collect(Collectors.joining(","));
    }
}
