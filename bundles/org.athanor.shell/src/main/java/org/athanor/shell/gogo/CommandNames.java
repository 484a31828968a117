package org.athanor.shell.gogo;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.athanor.api.shell.Completions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Completes the names of commands and of their scopes. */
@Component(property = Completions.NAME + "=command")
public final class CommandNames implements Completions {

    private final CommandCompletion commands;

    @Activate
    public CommandNames(@Reference CommandCompletion commands) {
        this.commands = commands;
    }

    @Override
    public Collection<String> candidates(String prefix) {
        List<String> names = commands.commands();
        TreeSet<String> all = new TreeSet<>(names);
        names.forEach(name -> all.add(name.substring(0, name.indexOf(':'))));
        return all;
    }
}
