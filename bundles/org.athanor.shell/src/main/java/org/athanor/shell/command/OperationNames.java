package org.athanor.shell.command;

import java.util.Collection;
import java.util.List;
import org.athanor.api.shell.Completions;
import org.osgi.service.component.annotations.Component;

/** Completes the operations of {@code plugin:plan}. */
@Component(property = Completions.NAME + "=operation")
public final class OperationNames implements Completions {

    @Override
    public Collection<String> candidates(String prefix) {
        return List.of(PluginCommands.operations().split(", "));
    }
}
