package org.athanor.exchange.generation;

import java.util.Objects;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.peer.Member;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A slot filled with a service of one bundle.
 *
 * @param slot the slot
 * @param descriptor what the bundle declares of the plugin
 * @param bundleId the bundle
 * @param section what configures the plugin
 * @param instance the name of its configuration
 * @param reference the service's reference, to let it go
 * @param service the service
 */
public record PluginBinding(Slot slot, PluginDescriptor descriptor, long bundleId, Section section,
        String instance, ServiceReference<?> reference, Object service) {

    /** Returns the version of the bundle. */
    public Version version() {
        return descriptor.version();
    }

    /** Returns the bundle by the names that mean the same everywhere. */
    public BundleRef bundle() {
        return descriptor.ref();
    }

    /** Returns what fills the slot in the same way. */
    public Candidate candidate() {
        return new Candidate(slot, descriptor.kind().word(), descriptor.name(), bundleId, section);
    }

    /** Returns the plugin as its peers know it. */
    Member member() {
        return new Member(slot.name(), descriptor.id(), descriptor.kind(), instance);
    }

    /** Returns whether this is a plugin of a slot of that name. */
    public boolean in(String slotName) {
        return slot.name().equals(slotName);
    }

    /** Two are the same when the same service fills the same slot: what a plugin says of itself does not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PluginBinding binding && slot.equals(binding.slot) && instance.equals(binding.instance)
                && reference.equals(binding.reference) && service == binding.service;
    }

    @Override
    public int hashCode() {
        return Objects.hash(slot, instance, bundleId);
    }

    @Override
    public String toString() {
        return slot + ": " + descriptor;
    }
}
