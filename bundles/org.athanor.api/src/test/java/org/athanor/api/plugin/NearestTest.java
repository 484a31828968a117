package org.athanor.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> KNOWN = List.of("exec", "help", "run", "attach");

    @Test
    void findsASlip() {
        assertThat(Nearest.find("rnu", KNOWN)).contains("run");
        assertThat(Nearest.find("atach", KNOWN)).contains("attach");
        assertThat(Nearest.find("trainer.lerning_rat", List.of("trainer.learning_rate", "trainer.seed")))
                .contains("trainer.learning_rate");
    }

    @Test
    void prefersAWordThatBeginsWithIt() {
        assertThat(Nearest.find("ex", KNOWN)).contains("exec");
        assertThat(Nearest.find("a", KNOWN)).contains("attach");
        assertThat(Nearest.find("log", List.of("lag", "logger"))).contains("logger");
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(Nearest.find("tokenizer", KNOWN)).isEmpty();
        assertThat(Nearest.find("x", KNOWN)).isEmpty();
        assertThat(Nearest.find("on", List.of("to"))).isEmpty();
        assertThat(Nearest.find("", KNOWN)).isEmpty();
    }

    @Test
    void decidesATieByTheAlphabet() {
        assertThat(Nearest.find("rat", List.of("cat", "bat"))).contains("bat");
    }

    @Test
    void hintsAtTheNearestOrAtAllThatAreKnown() {
        assertThat(Nearest.hint("hlep", KNOWN)).isEqualTo("did you mean 'help'?");
        assertThat(Nearest.hint("tokenizer", KNOWN)).isEqualTo("one of attach, exec, help, run");
        assertThat(Nearest.hint("run", List.of())).isEmpty();
    }
}
