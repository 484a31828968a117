package org.athanor.shell.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.athanor.launcher.prompt.Prompt;
import org.junit.jupiter.api.Test;

final class TerminalConsoleTest {

    private boolean terminal;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final TerminalConsole console = new TerminalConsole(new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8), 20, stream -> terminal);

    @Test
    void keepsTheProgressLineBelowWhatIsPrinted() {
        terminal = true;

        console.progress("50%");
        console.println("checkpoint");
        console.endProgress();

        assertThat(out.toString(UTF_8)).isEqualTo("\r\033[K50%\r\033[Kcheckpoint\n50%\n");
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
