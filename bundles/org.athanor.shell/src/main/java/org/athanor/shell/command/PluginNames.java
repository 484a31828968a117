package org.athanor.shell.command;

import java.util.Collection;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.shell.Completions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Completes plugins by {@code kind:name}. */
@Component(property = Completions.NAME + "=plugin")
public final class PluginNames implements Completions {

    private final Plugins plugins;

    @Activate
    public PluginNames(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public Collection<String> candidates(String prefix) {
        return plugins.list().stream().map(plugin -> plugin.descriptor().id()).toList();
    }
}
