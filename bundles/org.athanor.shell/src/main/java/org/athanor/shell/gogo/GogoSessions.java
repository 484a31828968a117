package org.athanor.shell.gogo;

import java.io.InputStream;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens sessions of the command interpreter. */
@Component(service = GogoSessions.class)
public final class GogoSessions {

    private final CommandProcessor processor;
    private final CommandCompletion completion;

    @Activate
    public GogoSessions(@Reference CommandProcessor processor, @Reference CommandCompletion completion) {
        this.processor = processor;
        this.completion = completion;
    }

    /** Opens a session. The streams must not be the ones that Gogo put into {@code System}. */
    public GogoSession open(InputStream in, PrintStream out, PrintStream err) {
        return new GogoSession(processor.createSession(in, out, err), completion, out, err);
    }
}
