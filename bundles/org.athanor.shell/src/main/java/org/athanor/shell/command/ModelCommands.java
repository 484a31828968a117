package org.athanor.shell.command;

import java.util.HashMap;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.session.Sessions;
import org.athanor.api.shell.Completion;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code model:*}: what a model that is being trained can do between two steps. */
@GogoCommand(scope = "model", function = "generate")
@Component(service = ModelCommands.class)
public final class ModelCommands {

    private final Sessions sessions;

    @Activate
    public ModelCommands(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Descriptor("continues a text with the parameters of a training session as they are now")
    public String generate(
            @Descriptor("a session; the only one when left out") @Parameter(names = "--session", absentValue = "")
            @Completion("session") String session,
            @Descriptor("how many tokens, up to 100,000") @Parameter(names = "--tokens", absentValue = "")
            String tokens,
            @Descriptor("0 for the likeliest token, 1 for the model's own distribution")
            @Parameter(names = "--temperature", absentValue = "") String temperature,
            @Descriptor("sample from this many of the likeliest tokens") @Parameter(names = "--top-k",
                    absentValue = "") String topK,
            @Descriptor("the same seed gives the same text") @Parameter(names = "--seed", absentValue = "") String seed,
            @Descriptor("the text to continue") String... prompt) {
        Map<String, String> arguments = new HashMap<>();
        arguments.put("prompt", Arguments.of("model:generate", prompt).text("a text to continue"));
        arguments.put("tokens", tokens);
        arguments.put("temperature", temperature);
        arguments.put("top_k", topK);
        arguments.put("seed", seed);
        // What is not given is for the handler to choose.
        arguments.values().removeIf(String::isEmpty);
        return sessions.required(session).unwrap().call("generate", arguments).unwrap();
    }
}
