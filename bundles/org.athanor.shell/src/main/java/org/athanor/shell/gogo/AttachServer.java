package org.athanor.shell.gogo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.athanor.launcher.attach.Endpoint;
import org.athanor.launcher.attach.Frame;
import org.athanor.launcher.attach.FrameChannel;
import org.athanor.shell.exit.ExitCodes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The container's side of {@code athanor attach}: a session of the command interpreter per client. */
@Component(service = AttachServer.class)
public final class AttachServer {

    private static final Logger LOG = LoggerFactory.getLogger(AttachServer.class);

    /** How long commands may still answer when the container ends, for example the one that ended the run. */
    private static final long LAST_ANSWERS_MILLIS = 2_000;

    private final GogoSessions gogo;
    private final Owner fromOwner;

    @Activate
    public AttachServer(@Reference GogoSessions gogo) {
        this(gogo, Endpoint::fromOwner);
    }

    /** {@code fromOwner}: tells the owner of the container from others. */
    AttachServer(GogoSessions gogo, Owner fromOwner) {
        this.gogo = gogo;
        this.fromOwner = fromOwner;
    }

    /** Tells whose a connection is. */
    interface Owner {
        boolean of(SocketChannel client) throws IOException;
    }

    /** A server that listens; closing it ends all conversations and removes the socket. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /** Starts to listen in a home folder. The caller holds the lock of the home. */
    public Listening listen(Path home) throws IOException {
        Endpoint endpoint = Endpoint.of(home);
        ServerSocketChannel server = endpoint.listen();
        Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
        ExecutorService conversations = Executors.newCachedThreadPool(AttachServer::daemon);
        ExecutorService commands = Executors.newCachedThreadPool(AttachServer::daemon);
        conversations.execute(() -> accept(server, clients, conversations, commands));
        return () -> {
            close(server);
            awaitLastAnswers(commands);
            clients.forEach(AttachServer::close);
            commands.shutdownNow();
            conversations.shutdownNow();
            try {
                Files.deleteIfExists(endpoint.socket());
            } catch (IOException e) {
                LOG.warn("cannot remove {}", endpoint.socket(), e);
            }
        };
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "attach");
        thread.setDaemon(true);
        return thread;
    }

    private static void awaitLastAnswers(ExecutorService commands) {
        commands.shutdown();
        try {
            if (!commands.awaitTermination(LAST_ANSWERS_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("a command is cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocketChannel server, Set<SocketChannel> clients, ExecutorService conversations,
            ExecutorService commands) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                boolean stranger = !fromOwner.of(client);
                clients.add(client);
                conversations.execute(() -> {
                    try (FrameChannel channel = new FrameChannel(client)) {
                        if (stranger) {
                            refuse(channel);
                        } else {
                            converse(channel, commands);
                        }
                    } catch (IOException e) {
                        LOG.debug("a client went away", e);
                    } finally {
                        clients.remove(client);
                    }
                });
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn("cannot accept a connection", e);
                }
            }
        }
    }

    /** Tells another user at the first command. */
    private static void refuse(FrameChannel channel) throws IOException {
        LOG.warn("refused a connection of another user");
        for (Optional<Frame> frame = channel.receive(); frame.isPresent(); frame = channel.receive()) {
            if (frame.get().type() != Frame.Type.FOLDER) {
                channel.send(Frame.of(Frame.Type.ERR, "athanor: this container belongs to another user, and talks to "
                        + "nobody else" + System.lineSeparator()));
                channel.send(Frame.status(ExitCodes.FAILED));
                return;
            }
        }
    }

    /** Receives on this thread and executes on another, so that an interrupt or the end of the client is noticed. */
    private void converse(FrameChannel channel, ExecutorService commands) throws IOException {
        try (GogoSession session = gogo.open(InputStream.nullInputStream(), channel.stream(Frame.Type.OUT),
                channel.stream(Frame.Type.ERR))) {
            AttachedCommand command = new AttachedCommand(channel, session, commands);
            try {
                for (Optional<Frame> frame = channel.receive(); frame.isPresent(); frame = channel.receive()) {
                    switch (frame.get().type()) {
                        case FOLDER -> session.goTo(folder(frame.get()));
                        case EXECUTE -> command.start(frame.get().text());
                        case INTERRUPT -> command.interrupt();
                        case COMPLETE -> channel.send(Frame.of(Frame.Type.CANDIDATES,
                                session.complete(frame.get().words())));
                        default -> throw new IOException("a client sent " + frame.get().type());
                    }
                }
            } finally {
                command.interrupt();
            }
        }
    }

    private static Path folder(Frame frame) throws IOException {
        try {
            return Path.of(frame.text());
        } catch (InvalidPathException e) {
            throw new IOException("a client sent no folder", e);
        }
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            LOG.debug("closing", e);
        }
    }
}
