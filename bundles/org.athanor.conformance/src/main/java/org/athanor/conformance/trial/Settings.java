package org.athanor.conformance.trial;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.PluginDescriptor;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * What a plugin says about its settings.
 *
 * @param pid the factory PID of its configuration
 * @param keys its keys
 */
public record Settings(String pid, List<AttributeDefinition> keys) {

    /** Returns the component of a plugin, or empty when there is none that could be configured. */
    public static Optional<ComponentDescriptionDTO> component(Container container, Bundle bundle,
            PluginDescriptor plugin) {
        return container.components().getComponentDescriptionDTOs(bundle).stream()
                .filter(component -> plugin.name().equals(component.properties.get(AthanorPlugin.PREFIX_ + "name"))
                        && Arrays.asList(component.serviceInterfaces).contains(plugin.kind().service())
                        && component.configurationPid.length > 0)
                .findFirst();
    }

    /** Returns the description of the settings under a PID; empty when the bundle describes none. */
    public static Optional<Settings> of(Container container, Bundle bundle, String pid) {
        MetaTypeInformation information = container.metatypes().getMetaTypeInformation(bundle);
        if (information == null || !Arrays.asList(information.getFactoryPids()).contains(pid)) {
            return Optional.empty();
        }
        AttributeDefinition[] all = information.getObjectClassDefinition(pid, null)
                .getAttributeDefinitions(ObjectClassDefinition.ALL);
        return Optional.of(new Settings(pid, all == null ? List.of() : List.of(all)));
    }

    /** Returns whether a run file must have the key. */
    public static boolean required(AttributeDefinition key) {
        return key.getCardinality() == 0 && key.getDefaultValue() == null;
    }

    /** Returns whether the description rules a value out. */
    public static boolean rulesOut(AttributeDefinition key, String value) {
        String complaint = key.validate(value);
        return complaint != null && !complaint.isEmpty();
    }
}
