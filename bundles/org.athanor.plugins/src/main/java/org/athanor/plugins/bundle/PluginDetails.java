package org.athanor.plugins.bundle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.PluginInfo;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.routing.RouteHandler;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * What a plugin in a bundle that is started tells beside its capability: the settings of its Metatype description and
 * the routes that it serves.
 */
public record PluginDetails(BundleContext context, ServiceComponentRuntime components) {

    /** Returns what is known of a plugin with these details; without them when its bundle has just gone. */
    public PluginInfo of(Bundle bundle, PluginInfo info) {
        try {
            return new PluginInfo(info.descriptor(), info.bundleId(), info.state(), info.sha256(), info.source(),
                    info.sessions(), settings(bundle, info.descriptor()), routes(bundle, info.descriptor()));
        } catch (IllegalStateException e) {
            return info;
        }
    }

    private List<String> routes(Bundle bundle, PluginDescriptor plugin) {
        return component(bundle, plugin).map(component -> component.properties.get(RouteHandler.ROUTE)).stream()
                .flatMap(route -> route instanceof Object[] many ? Arrays.stream(many) : Stream.of(route))
                .map(String::valueOf).toList();
    }

    /** Nothing where no service reads Metatype descriptions. */
    private List<PluginInfo.Setting> settings(Bundle bundle, PluginDescriptor plugin) {
        ServiceReference<MetaTypeService> reference = context.getServiceReference(MetaTypeService.class);
        MetaTypeService metatypes = reference == null ? null : context.getService(reference);
        if (metatypes == null) {
            return List.of();
        }
        try {
            MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
            return component(bundle, plugin).map(component -> component.configurationPid).stream()
                    .flatMap(Arrays::stream)
                    .filter(pid -> information != null && Arrays.asList(information.getFactoryPids()).contains(pid))
                    .flatMap(pid -> settings(information.getObjectClassDefinition(pid, null))).toList();
        } finally {
            context.ungetService(reference);
        }
    }

    private static Stream<PluginInfo.Setting> settings(ObjectClassDefinition definition) {
        AttributeDefinition[] all = definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
        return all == null ? Stream.of() : Arrays.stream(all).map(each -> new PluginInfo.Setting(each.getID(),
                Optional.ofNullable(each.getDefaultValue()).map(values -> String.join(",", values))
                        .or(() -> Optional.of("").filter(none -> each.getCardinality() != 0)),
                String.valueOf(each.getDescription())));
    }

    private Optional<ComponentDescriptionDTO> component(Bundle bundle, PluginDescriptor plugin) {
        return components.getComponentDescriptionDTOs(bundle).stream().filter(component -> plugin.name().equals(
                component.properties.get(AthanorPlugin.PREFIX_ + "name"))
                && Arrays.asList(component.serviceInterfaces).contains(plugin.kind().service())).findFirst();
    }
}
