package org.athanor.exchange.catalog;

import java.util.Optional;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.Kinds;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Result;

/** What a change of a session asks about the plugins of a container. */
public interface InstalledPlugins {

    /** Returns the kinds of plugin that are known. */
    Kinds kinds();

    /** Returns the number of an installed bundle, or empty. */
    Optional<Long> bundleId(BundleRef bundle);

    /** Returns what a bundle declares of a plugin, or a problem that names the bundle. */
    Result<PluginDescriptor> descriptor(String kind, String name, long bundleId);
}
