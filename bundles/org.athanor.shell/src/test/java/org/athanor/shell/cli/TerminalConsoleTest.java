package org.athanor.shell.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.athanor.api.metrics.Console;
import org.athanor.launcher.prompt.Prompt;
import org.junit.jupiter.api.Test;

final class TerminalConsoleTest {

    private boolean terminal;
    private List<String> running = List.of("first");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final TerminalConsole console = new TerminalConsole(new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8), 20, stream -> terminal, () -> running);

    @Test
    void keepsTheProgressLineBelowWhatIsPrinted() {
        terminal = true;

        console.progress("50%");
        console.println("checkpoint");
        console.endProgress();

        assertThat(out.toString(UTF_8)).isEqualTo("\r\033[K50%\r\033[Kcheckpoint\n50%\n");
    }

    @Test
    void tellsSessionsApartWhileSeveralRun() {
        terminal = true;
        Console first = console.of("first");
        Console second = console.of("second");

        first.println("alone");
        running = List.of("first", "second");
        first.println("one of two");
        second.progress("50%");
        running = List.of("first");
        second.println("ended");
        running = List.of();
        first.println("ended");

        assertThat(first.width()).isEqualTo(20);
        assertThat(out.toString(UTF_8)).isEqualTo("alone\nfirst: one of two\n\r\033[Ksecond: 50%"
                + "\r\033[Ksecond: ended\nsecond: 50%\r\033[Kended\nsecond: 50%");
    }

    @Test
    void neverFillsTheLastColumn() {
        terminal = true;

        console.progress("x".repeat(40));

        assertThat(out.toString(UTF_8)).isEqualTo("\r\033[K" + "x".repeat(19));
    }

    @Test
    void printsOnlyLinesWithoutATerminal() {
        console.progress("50%");
        console.println("checkpoint");
        console.endProgress();

        assertThat(console.interactive()).isFalse();
        assertThat(out.toString(UTF_8)).isEqualTo("checkpoint\n");
    }

    @Test
    void leavesStandardOutputToAMachine() {
        console.toError();
        console.println("checkpoint");

        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err.toString(UTF_8)).isEqualTo("checkpoint\n");
    }

    @Test
    void drawsNoProgressLineWhileSomebodyTypes() {
        terminal = true;
        PrintStream above = new PrintStream(err, true, UTF_8);
        try (Prompt prompt = Prompt.open("> ", Path.of("history"), new ByteArrayInputStream(new byte[0]), above,
                above)) {
            console.above(prompt);
            console.progress("50%");
            console.println("checkpoint");
        }

        assertThat(console.interactive()).isFalse();
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err.toString(UTF_8)).isEqualTo("checkpoint\n");
    }
}
