package org.athanor.shell.gogo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.athanor.launcher.attach.AttachClient;
import org.athanor.launcher.attach.Endpoint;
import org.athanor.launcher.attach.Frame;
import org.athanor.launcher.attach.FrameChannel;
import org.athanor.shell.exit.ExitCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real sockets, a real interpreter and the real client. */
final class AttachServerTest {

    @TempDir
    Path home;
    private final ProbeCommands commands = new ProbeCommands();
    private TestContainer container;
    private AttachServer.Listening listening;

    @BeforeEach
    void listen() throws Exception {
        container = new TestContainer(home.resolve("storage"));
        container.command(ProbeCommands.SCOPE, commands, ProbeCommands.FUNCTIONS);
        listening = new AttachServer(container.gogo()).listen(home);
    }

    @AfterEach
    void close() throws Exception {
        listening.close();
        container.close();
    }

    @Test
    void executesForAClient() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(client(out, out).run(List.of("say hello; number 7"))).isEqualTo(7);

        assertThat(out.toString(UTF_8)).isEqualTo("hello\n7\n");
    }

    @Test
    void takesRelativePathsFromTheFolderOfTheClient() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        client(out, out).run(List.of("where"));

        assertThat(out.toString(UTF_8)).isEqualTo(home.resolve("of-the-client") + "\n");
    }

    @Test
    void sendsErrorsToTheErrorStream() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(client(new ByteArrayOutputStream(), err).run(List.of("refuse"))).isEqualTo(ExitCodes.FAILED);

        assertThat(err.toString(UTF_8)).isEqualTo("refuse: lora: not now; try later\n");
    }

    @Test
    void servesAClientWhileAnotherWaits() throws Exception {
        try (FrameChannel first = new FrameChannel(Endpoint.of(home).connect())) {
            first.send(Frame.of(Frame.Type.EXECUTE, "hang"));
            commands.hanging.await();

            assertThat(client(new ByteArrayOutputStream(), new ByteArrayOutputStream()).run(List.of("say x"))).isZero();
        }
    }

    @Test
    void cancelsACommandOnRequest() throws Exception {
        try (FrameChannel channel = new FrameChannel(Endpoint.of(home).connect())) {
            channel.send(Frame.of(Frame.Type.EXECUTE, "hang"));
            commands.hanging.await();

            channel.send(new Frame(Frame.Type.INTERRUPT, new byte[0]));

            assertThat(channel.receive().orElseThrow().text()).isEqualTo("hang: interrupted\n");
            assertThat(channel.receive().orElseThrow().exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
        }
    }

    @Test
    void cancelsTheCommandOfAClientThatGoesAway() throws Exception {
        try (FrameChannel channel = new FrameChannel(Endpoint.of(home).connect())) {
            channel.send(Frame.of(Frame.Type.EXECUTE, "hang"));
            commands.hanging.await();
        }

        assertThat(commands.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void completesForAClient() throws Exception {
        try (FrameChannel channel = new FrameChannel(Endpoint.of(home).connect())) {
            channel.send(Frame.of(Frame.Type.COMPLETE, List.of("probe:pi")));

            assertThat(channel.receive().orElseThrow().words()).containsExactly("probe:pick");
        }
    }

    @Test
    void removesItsSocketAndEndsItsConversations() throws Exception {
        try (FrameChannel channel = new FrameChannel(Endpoint.of(home).connect())) {
            channel.send(Frame.of(Frame.Type.COMPLETE, List.of("probe:pi")));
            channel.receive();

            listening.close();

            assertThat(channel.receive()).isEmpty();
            assertThat(Endpoint.of(home).socket()).doesNotExist();
        }
    }

    @Test
    void letsACommandAnswerThatRunsWhileTheContainerEnds() throws Exception {
        try (FrameChannel channel = new FrameChannel(Endpoint.of(home).connect())) {
            channel.send(Frame.of(Frame.Type.EXECUTE, "held"));
            commands.holding.await();
            Thread end = new Thread(listening::close);
            end.start();
            // The end has begun when nobody can connect any more.
            while (Endpoint.of(home).socket().toFile().exists() && reachable()) {
                Thread.onSpinWait();
            }
            commands.release.countDown();

            assertThat(channel.receive().orElseThrow().exitCode()).isZero();
            end.join();
        }
    }

    private boolean reachable() {
        try {
            Endpoint.of(home).connect().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private AttachClient client(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new AttachClient(home, home.resolve("of-the-client"), InputStream.nullInputStream(),
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void tellsAnotherUserInWords() throws Exception {
        Path other = Files.createDirectory(home.resolve("other"));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, UTF_8);
        try (AttachServer.Listening guarded = new AttachServer(container.gogo(), client -> false).listen(other)) {
            assertThat(new AttachClient(other, home, InputStream.nullInputStream(), print, print)
                    .run(List.of("say secret"))).isEqualTo(ExitCodes.FAILED);
            assertThat(err.toString(UTF_8)).isEqualTo("athanor: this container belongs to another user, and talks to "
                    + "nobody else\n");
        }
    }
}
