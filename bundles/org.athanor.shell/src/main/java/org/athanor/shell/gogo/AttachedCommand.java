package org.athanor.shell.gogo;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.athanor.launcher.attach.Frame;
import org.athanor.launcher.attach.FrameChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command that a client has running; one at a time. Used by the one thread that receives from the client. */
final class AttachedCommand {

    private static final Logger LOG = LoggerFactory.getLogger(AttachedCommand.class);

    private final FrameChannel channel;
    private final GogoSession session;
    private final Executor threads;
    private final Object running = new Object();

    AttachedCommand(FrameChannel channel, GogoSession session, Executor threads) {
        this.channel = channel;
        this.session = session;
        this.threads = threads;
    }

    /** Executes a command line on a thread of its own and sends its status when it has ended. */
    void start(String line) throws IOException {
        try {
            threads.execute(() -> evaluate(line));
        } catch (RejectedExecutionException e) {
            throw new IOException("the container ends", e);
        }
    }

    private void evaluate(String line) {
        synchronized (running) {
            try {
                channel.send(Frame.status(session.evaluate(line)));
            } catch (IOException e) {
                LOG.debug("a client went away during: {}", line, e);
            }
        }
    }

    /** Cancels the command, if one is running. */
    void interrupt() {
        session.interrupt();
    }
}
