package org.athanor.shell.command;

import java.util.Collection;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.athanor.api.shell.Completions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Completes the sessions of the container. */
@Component(property = Completions.NAME + "=session")
public final class SessionNames implements Completions {

    private final Sessions sessions;

    @Activate
    public SessionNames(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Collection<String> candidates(String prefix) {
        return sessions.list().stream().map(Session::id).toList();
    }
}
