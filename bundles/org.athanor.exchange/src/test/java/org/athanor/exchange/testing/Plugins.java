package org.athanor.exchange.testing;

import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.PluginKind;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.osgi.framework.Version;

/** Makes what a manifest would declare. */
public final class Plugins {

    private Plugins() {
    }

    /** Describes a plugin of a kind; one that is told what happens is fed. */
    public static PluginDescriptor descriptor(String kind, Class<?> service, String name, String version) {
        return descriptor(kind, service, name, version, "", 0);
    }

    /** Describes a plugin that keeps a state. */
    public static PluginDescriptor descriptor(String kind, Class<?> service, String name, String version,
            String stateSchema, int stateVersion) {
        Crossing crossing = kind.equals("logger") ? Crossing.FED
                : kind.equals("storage") ? Crossing.REOPENED : Crossing.HANDED_OVER;
        return new PluginDescriptor(new PluginKind(kind, service.getName(), crossing, true), name, name, List.of(),
                List.of(name), List.of(), List.of(), stateSchema, stateVersion, "org.example." + name,
                new Version(version));
    }

    /** Fills a slot. */
    public static PluginBinding binding(Slot slot, PluginDescriptor descriptor, long bundle, Object service) {
        return new PluginBinding(slot, descriptor, bundle, new Section(slot.name(), "run.yaml:1", Map.of()),
                "instance", new NoReference(), service);
    }
}
