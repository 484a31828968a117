package org.athanor.launcher.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With input that stays open: only {@link Prompt#end} can end these prompts. */
final class PromptTest {

    @TempDir
    Path folder;
    private final PipedOutputStream keys = new PipedOutputStream();
    private final PipedInputStream in = connected(keys);
    private final PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    private final CountDownLatch evaluating = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {"line", "hang"})
    void endsWhileItWaitsForAPlainLineOrForItsResult(String line) throws Exception {
        endsAfter(line, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"line", "hang"})
    void endsWhileItWaitsForSomebodyToTypeOrForTheResult(String line) throws Exception {
        endsAfter(line, Optional.of(
                TerminalBuilder.builder().system(false).streams(in, out).type("ansi").build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "quit", " logout "})
    void endsAtAWordThatPeopleType(String word) throws Exception {
        keys.write(("line\n" + word + "\nhang\n").getBytes(UTF_8));
        keys.flush();
        new Prompt("> ", Optional.empty(), folder.resolve("history"), in, out, out).run(new Lines());
        assertThat(evaluating.getCount()).isZero();
    }

    private void endsAfter(String line, Optional<Terminal> terminal) throws Exception {
        Prompt prompt = new Prompt("> ", terminal, folder.resolve("history"), in, out, out);
        CompletableFuture<Boolean> interrupted = CompletableFuture.supplyAsync(() -> {
            prompt.run(new Lines());
            return Thread.currentThread().isInterrupted();
        });
        keys.write((line + "\n").getBytes(UTF_8));
        keys.flush();
        evaluating.await();

        prompt.end();

        assertThat(interrupted.get()).as("who comes after the prompt can wait").isFalse();
    }

    private static PipedInputStream connected(PipedOutputStream keys) {
        try {
            return new PipedInputStream(keys);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Knows the line {@code hang}, which ends when it is interrupted. */
    private final class Lines implements Evaluator {

        @Override
        public int evaluate(String line) {
            evaluating.countDown();
            try {
                if (line.equals("hang")) {
                    new CountDownLatch(1).await();
                }
                return 0;
            } catch (InterruptedException e) {
                return 130;
            }
        }

        @Override
        public List<String> complete(List<String> words) {
            return List.of();
        }

        @Override
        public void interrupt() {
            throw new UnsupportedOperationException("nobody types Ctrl-C");
        }
    }
}
