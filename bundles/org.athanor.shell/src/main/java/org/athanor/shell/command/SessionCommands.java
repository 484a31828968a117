package org.athanor.shell.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.session.Sessions;
import org.athanor.api.shell.Completion;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code session:*}: what sessions of any kind of work can do. */
@GogoCommand(scope = "session", function = "call")
@Component(service = SessionCommands.class)
public final class SessionCommands {

    private static final String COMMAND = "session:call";

    private final Sessions sessions;

    @Activate
    public SessionCommands(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Descriptor("calls a route of a session, and prints the answer")
    public String call(
            @Descriptor("a session; the only one when left out") @Parameter(names = "--session", absentValue = "")
            @Completion("session") String session,
            @Descriptor("the route, and its arguments, each KEY=VALUE") String... routeAndArguments) {
        List<String> words = Arguments.of(COMMAND, routeAndArguments).some("a route");
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            Map.Entry<String, String> argument = Arguments.of(COMMAND, word).keyAndValue();
            arguments.put(argument.getKey(), argument.getValue());
        }
        return sessions.required(session).unwrap().call(words.get(0), arguments).unwrap();
    }
}
