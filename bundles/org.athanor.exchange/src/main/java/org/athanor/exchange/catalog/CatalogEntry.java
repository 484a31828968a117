package org.athanor.exchange.catalog;

import org.athanor.api.plugin.PluginDescriptor;
import org.osgi.framework.Bundle;

/**
 * A plugin in an active bundle.
 *
 * @param descriptor what its manifest says
 * @param bundle its bundle
 * @param pid the factory PID of its configuration
 */
public record CatalogEntry(PluginDescriptor descriptor, Bundle bundle, String pid) {
}
