package org.athanor.shell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {

    private static final List<String> KNOWN = List.of("exec", "help", "run", "attach");

    @Test
    void findsASlip() {
        assertThat(Nearest.to("rnu", KNOWN)).contains("run");
        assertThat(Nearest.to("atach", KNOWN)).contains("attach");
    }

    @Test
    void prefersAWordThatBeginsWithIt() {
        assertThat(Nearest.to("ex", KNOWN)).contains("exec");
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(Nearest.to("tokenizer", KNOWN)).isEmpty();
        assertThat(Nearest.to("x", KNOWN)).isEmpty();
    }
}
