package org.athanor.launcher.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TerminalsTest {

    @AfterEach
    void forget() {
        System.clearProperty(Terminals.PROPERTY);
    }

    @Test
    void believesTheScript() {
        System.setProperty(Terminals.PROPERTY, "02");

        assertThat(Terminals.standard(0)).isTrue();
        assertThat(Terminals.standard(1)).isFalse();
        assertThat(Terminals.standard(2)).isTrue();
    }

    @Test
    void knowsNoTerminalWithoutTheScript() {
        assertThat(Terminals.standard(1)).isFalse();
        assertThat(Terminals.colour(1)).isFalse();
    }

    @Test
    void printsInRed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Terminals.red(new PrintStream(bytes, true, UTF_8)).print("wrong ü");

        assertThat(bytes.toString(UTF_8)).isEqualTo("\033[31mwrong ü\033[0m");
    }
}
