package org.athanor.launcher.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.athanor.launcher.HomeLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttachClientTest {

    @TempDir
    Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsBothStreamsAndAnswersTheStatus() throws Exception {
        try (ServerSocketChannel server = Endpoint.of(home).listen()) {
            Future<List<String>> executed = serve(server, 1);

            int code = client("").run(List.of("train:status", "a"));

            assertThat(code).isEqualTo(3);
            assertThat(out.toString(UTF_8)).isEqualTo("out of train:status a");
            assertThat(err.toString(UTF_8)).isEqualTo("err");
            assertThat(executed.get()).containsExactly(home.toString(), "train:status a");
        }
    }

    @Test
    void executesEachLineOfItsInputWithoutACommand() throws Exception {
        try (ServerSocketChannel server = Endpoint.of(home).listen()) {
            Future<List<String>> executed = serve(server, 2);

            int code = client("one\n\ntwo\n").run(List.of());

            assertThat(code).isEqualTo(3);
            assertThat(executed.get()).containsExactly(home.toString(), "one", "two");
        }
    }

    @Test
    void saysThatNoContainerRuns() {
        assertThat(client("").run(List.of("x"))).isEqualTo(2);

        assertThat(err.toString(UTF_8)).startsWith("athanor: no container is running in " + home).hasLineCount(1);
    }

    @Test
    void saysThatTheContainerIsStillStarting() {
        try (HomeLock lock = HomeLock.claim(home)) {
            assertThat(client("").run(List.of("x"))).isEqualTo(1);
        }
        assertThat(err.toString(UTF_8)).startsWith("athanor: the container in " + home).hasLineCount(1)
                .contains("(process " + ProcessHandle.current().pid() + ")", "still starting", "try again");
    }

    @Test
    void saysThatTheContainerHasGone() throws Exception {
        try (ServerSocketChannel server = Endpoint.of(home).listen()) {
            Future<List<String>> executed = serve(server, 0);

            assertThat(client("").run(List.of("x"))).isEqualTo(1);

            assertThat(executed.get()).containsExactly(home.toString());
            assertThat(err.toString(UTF_8)).contains("has gone").hasLineCount(1);
        }
    }

    private AttachClient client(String input) {
        return new AttachClient(home, home, new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    /** Answers some commands of one client, then closes the connection. */
    private static Future<List<String>> serve(ServerSocketChannel server, int commands) {
        return CompletableFuture.supplyAsync(() -> {
            List<String> executed = new ArrayList<>();
            try (FrameChannel channel = new FrameChannel(server.accept())) {
                executed.add(channel.receive().filter(frame -> frame.type() == Frame.Type.FOLDER).orElseThrow().text());
                for (int i = 0; i < commands; i++) {
                    String line = channel.receive().orElseThrow().text();
                    executed.add(line);
                    channel.send(Frame.of(Frame.Type.OUT, "out of " + line));
                    channel.send(Frame.of(Frame.Type.ERR, "err"));
                    channel.send(Frame.status(3));
                }
                return executed;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
