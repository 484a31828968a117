package org.athanor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTest {

    @Test
    void isReadBackFromItsLine() {
        Check passed = new Check("description", true, "tokenizer:byte 0.1.0, 4 requirements");
        Check failed = new Check("state", false, "the state  {} was restored, and is {\"a\":1} now");
        assertThat(Check.parse(passed.toString())).contains(passed);
        assertThat(Check.parse(failed.toString())).contains(failed);
        assertThat(failed.toString()).startsWith("FAILED  state          the state");
    }

    @Test
    void isAlwaysOneLine() {
        assertThat(new Check("loader", false, "held by\n  a thread\r\n").detail()).isEqualTo("held by | a thread | ");
    }

    @Test
    void otherLinesAreNone() {
        assertThat(Check.parse("okay then")).isEmpty();
        assertThat(Check.parse("step 5: loss 1.2")).isEmpty();
        assertThat(Check.parse(new Report("a.jar", List.of()).toString())).isEmpty();
    }

    @Test
    void aReportNamesWhatFailed() {
        Report report = new Report("a.jar", List.of(new Check("state", false, "x"), new Check("swaps", true, "y"),
                new Check("loader", false, "z")));
        assertThat(report.passed()).isFalse();
        assertThat(report).hasToString("a.jar FAILED 2 of 3 checks: state, loader");
        assertThat(new Report("a.jar", List.of(new Check("swaps", true, "y"))))
                .hasToString("a.jar passed all 1 checks");
    }
}
