package org.athanor.shell.command;

import java.util.Collection;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.api.shell.Completions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Completes the slots that are filled in the sessions that run. */
@Component(property = Completions.NAME + "=slot")
public final class SlotNames implements Completions {

    private final Sessions sessions;

    @Activate
    public SlotNames(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Collection<String> candidates(String prefix) {
        return sessions.list().stream().filter(session -> !session.status().state().ended())
                .flatMap(session -> session.bindings().stream()).map(Session.Binding::slot).distinct().toList();
    }
}
