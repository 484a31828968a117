package org.athanor.exchange.catalog;

import java.util.List;
import org.athanor.api.plugin.PluginDescriptor;
import org.osgi.framework.Bundle;

/**
 * A plugin in an active bundle.
 *
 * @param descriptor what its manifest says
 * @param bundle its bundle
 * @param pid the factory PID of its configuration
 * @param peers the names of the references with which it asks for the peers of its session
 */
public record CatalogEntry(PluginDescriptor descriptor, Bundle bundle, String pid, List<String> peers) {
}
