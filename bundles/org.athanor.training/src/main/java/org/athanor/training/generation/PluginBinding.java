package org.athanor.training.generation;

import org.athanor.api.plugin.PluginDescriptor;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A slot filled with a service of one bundle.
 *
 * @param slot the slot
 * @param descriptor what the bundle declares of the plugin
 * @param bundleId the bundle
 * @param reference the service's reference, to let it go
 * @param service the service
 */
public record PluginBinding(Slot slot, PluginDescriptor descriptor, long bundleId, ServiceReference<?> reference,
        Object service) {

    /** Returns the version of the bundle. */
    public Version version() {
        return descriptor.version();
    }
}
