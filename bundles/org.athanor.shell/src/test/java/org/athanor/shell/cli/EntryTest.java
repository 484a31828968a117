package org.athanor.shell.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.athanor.shell.exit.ExitCodes;
import org.athanor.shell.gogo.AttachServer;
import org.athanor.shell.gogo.TestContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** What a signal does to a verb. */
final class EntryTest {

    @TempDir
    Path home;
    private final CompletableFuture<Void> waiting = new CompletableFuture<>();
    private final CountDownLatch sessionEnd = new CountDownLatch(1);
    private TestContainer container;
    private Interruption interruption;
    private Entry entry;

    /** A verb that waits. */
    @Command(name = "wait")
    static final class Waiting implements Callable<Integer> {

        private final CompletableFuture<Void> begun;
        private final CountDownLatch end;
        private final int code;

        Waiting(CompletableFuture<Void> begun, CountDownLatch end, int code) {
            this.begun = begun;
            this.end = end;
            this.code = code;
        }

        @Override
        public Integer call() throws InterruptedException {
            begun.complete(null);
            end.await();
            return code;
        }
    }

    @BeforeEach
    void open() throws Exception {
        container = new TestContainer(home);
        PrintStream out = new PrintStream(container.out, true, UTF_8);
        PrintStream err = new PrintStream(container.err, true, UTF_8);
        RunningSessions running = new RunningSessions(container.context());
        TerminalConsole console = new TerminalConsole(out, err, 80, stream -> false, List::of);
        interruption = new Interruption(running, console, err);
        entry = new Entry(container.context(), running, new AttachServer(container.gogo()), new InteractiveShell(
                container.context(), container.gogo(), running, interruption, console, InputStream.nullInputStream(),
                out, err), interruption, out, err);
    }

    @AfterEach
    void close() throws Exception {
        container.close();
    }

    @Test
    void aSignalInterruptsAVerb() throws Exception {
        verb(new Waiting(waiting, new CountDownLatch(1), 0), Map.of("athanor.verb", "wait"));

        assertThat(afterASignal()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(container.err.toString(UTF_8)).isEqualTo("athanor: interrupted\n");
    }

    @Test
    void aVerbThatWaitsForASessionIsEndedByIt() throws Exception {
        verb(new Waiting(waiting, sessionEnd, 0), Map.of("athanor.verb", "wait", "athanor.verb.waits", "session"));

        assertThat(afterASignal()).isZero();
        assertThat(container.err.toString(UTF_8)).isEmpty();
    }

    @Test
    void aFailureAfterASignalIsItsConsequence() throws Exception {
        verb(new Waiting(waiting, sessionEnd, 1), Map.of("athanor.verb", "wait", "athanor.verb.waits", "session"));

        assertThat(afterASignal()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void aContainerThatWaitsIsEndedByACommand() throws Exception {
        verb(new StartCommand(container.context(), interruption, new PrintStream(container.out, true, UTF_8)),
                Map.of("athanor.verb", "start"));
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> entry.applyAsInt(List.of("start")));
        while (!container.out.toString(UTF_8).contains("waits for commands") && !code.isDone()) {
            Thread.onSpinWait();
        }
        assertThat(new ContainerCommands(new RunningSessions(container.context()), interruption).shutdown())
                .isEqualTo("the container ends");
        assertThat(code.get()).isZero();
    }

    private void verb(Callable<Integer> verb, Map<String, String> properties) {
        container.context().registerService(Callable.class, verb, new Hashtable<>(properties));
    }

    private int afterASignal() throws Exception {
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> entry.applyAsInt(List.of("wait")));
        CompletableFuture.anyOf(waiting, code).get();
        interruption.run();
        sessionEnd.countDown();
        return code.get();
    }
}
