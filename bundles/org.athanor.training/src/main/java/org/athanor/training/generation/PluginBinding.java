package org.athanor.training.generation;

import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A slot filled with a service of one bundle.
 *
 * @param slot the slot
 * @param version the version of the bundle
 * @param bundleId the bundle
 * @param reference the service's reference, to let it go
 * @param service the service
 */
public record PluginBinding(Slot slot, Version version, long bundleId, ServiceReference<?> reference,
        Object service) {
}
