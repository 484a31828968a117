package org.athanor.conformance.trial;

import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.session.Sessions;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/**
 * The services of the container in which a plugin is examined.
 *
 * @param context finds everything else
 * @param sessions starts runs that use the plugin
 * @param plugins installs and exchanges it
 * @param configurations configures instances of it that belong to no run
 * @param metatypes describes its settings
 * @param components describes its components
 */
public record Container(BundleContext context, Sessions sessions, Plugins plugins, ConfigurationAdmin configurations,
        MetaTypeService metatypes, ServiceComponentRuntime components) {
}
