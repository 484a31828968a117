package org.athanor.launcher.attach;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a real Unix domain socket. */
final class FrameChannelTest {

    @TempDir
    Path home;
    private SocketChannel raw;
    private FrameChannel client;
    private FrameChannel server;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel listening = Endpoint.of(home).listen()) {
            raw = Endpoint.of(home).connect();
            client = new FrameChannel(raw);
            server = new FrameChannel(listening.accept());
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void carriesTextWordsAndExitCodes() throws IOException {
        client.send(Frame.of(Frame.Type.EXECUTE, "lb | grep ü"));
        client.send(Frame.of(Frame.Type.COMPLETE, List.of("plugin:info", "")));
        client.send(Frame.of(Frame.Type.CANDIDATES, List.of()));
        client.send(Frame.status(130));

        assertThat(receive().text()).isEqualTo("lb | grep ü");
        assertThat(receive().words()).containsExactly("plugin:info", "");
        assertThat(receive().words()).isEmpty();
        assertThat(receive().exitCode()).isEqualTo(130);
    }

    @Test
    void carriesMoreThanTheBuffersOfTheSocketHold() throws Exception {
        String much = "x".repeat(3_000_000);
        CompletableFuture<Frame> received = CompletableFuture.supplyAsync(() -> {
            try {
                return receive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        client.send(Frame.of(Frame.Type.OUT, much));

        assertThat(received.get().text()).isEqualTo(much);
    }

    @Test
    void sendsWhileItWaitsForAFrame() throws Exception {
        CompletableFuture<Optional<Frame>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return client.receive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        client.send(Frame.of(Frame.Type.EXECUTE, "x"));

        assertThat(receive().text()).isEqualTo("x");
        assertThat(waiting).isNotDone();
        server.send(Frame.status(0));
        assertThat(waiting.get()).isPresent();
    }

    @Test
    void printsThroughAStream() throws IOException {
        PrintStream out = client.stream(Frame.Type.OUT);

        out.print("one ü");

        Frame frame = receive();
        assertThat(frame.type()).isEqualTo(Frame.Type.OUT);
        assertThat(frame.text()).isEqualTo("one ü");
    }

    @Test
    void survivesAnInterruptOfTheSender() throws IOException {
        Thread.currentThread().interrupt();

        client.send(Frame.status(1));

        assertThat(Thread.interrupted()).isTrue();
        client.send(Frame.status(2));
        assertThat(receive().exitCode()).isEqualTo(1);
        assertThat(receive().exitCode()).isEqualTo(2);
    }

    @Test
    void answersEmptyWhenTheOtherSideHasGone() throws IOException {
        client.close();

        assertThat(server.receive()).isEmpty();
    }

    @Test
    void refusesAFrameThatIsCutOff() throws IOException {
        raw.write(ByteBuffer.allocate(6).put((byte) 'X').putInt(100).put((byte) 'a').flip());
        client.close();

        assertThatThrownBy(() -> server.receive()).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesWhatIsNotAFrame() throws IOException {
        raw.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII)));

        assertThatThrownBy(() -> server.receive()).isInstanceOf(IOException.class).hasMessageContaining("not a frame");
    }

    @Test
    void refusesALengthThatNobodySends() throws IOException {
        raw.write(ByteBuffer.allocate(5).put((byte) 'X').putInt(Integer.MAX_VALUE).flip());

        assertThatThrownBy(() -> server.receive()).isInstanceOf(IOException.class).hasMessageContaining("length");
    }

    private Frame receive() throws IOException {
        return server.receive().orElseThrow();
    }
}
