package org.athanor.api.lifecycle;

import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.PluginDescriptor;

/**
 * An installed plugin.
 *
 * @param descriptor what its manifest says
 * @param bundleId the bundle in the framework
 * @param state {@code active}, {@code stopped}, {@code unresolved}, {@code probation} or
 *     {@code quarantined}
 * @param sha256 the content hash of its jar; empty for one that came with the distribution
 * @param source where it came from
 * @param sessions the ids of the sessions that use it
 * @param settings what can be set in its section, in order; none in a list of all plugins
 * @param routes the routes that it serves; none in a list of all plugins
 */
public record PluginInfo(PluginDescriptor descriptor, long bundleId, String state, String sha256, String source,
        List<String> sessions, List<Setting> settings, List<String> routes) {

    public PluginInfo {
        sessions = List.copyOf(sessions);
        settings = List.copyOf(settings);
        routes = List.copyOf(routes);
    }

    /** Tells of a plugin whose settings and routes are not known. */
    public PluginInfo(PluginDescriptor descriptor, long bundleId, String state, String sha256, String source,
            List<String> sessions) {
        this(descriptor, bundleId, state, sha256, source, sessions, List.of(), List.of());
    }

    /**
     * A setting of a plugin.
     *
     * @param key its key in the section
     * @param fallback its value when it is left out; empty when it must be given
     * @param description what it is for
     */
    public record Setting(String key, Optional<String> fallback, String description) {
    }
}
