package org.athanor.shell.command;

import java.util.Collection;
import org.athanor.api.session.Sessions;
import org.athanor.api.shell.Completions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Completes the settings of the sessions that run. */
@Component(property = Completions.NAME + "=setting")
public final class SettingNames implements Completions {

    private final Sessions sessions;

    @Activate
    public SettingNames(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Collection<String> candidates(String prefix) {
        return sessions.list().stream().filter(session -> !session.status().state().ended())
                .flatMap(session -> session.settings().keySet().stream()).distinct().sorted().toList();
    }
}
