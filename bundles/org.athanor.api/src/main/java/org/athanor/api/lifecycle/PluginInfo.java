package org.athanor.api.lifecycle;

import java.util.List;
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
 */
public record PluginInfo(PluginDescriptor descriptor, long bundleId, String state, String sha256, String source,
        List<String> sessions) {

    public PluginInfo {
        sessions = List.copyOf(sessions);
    }
}
