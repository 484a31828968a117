package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Result<String> SAMPLE = Result.ok("public ");

    @Test
    void findsNoFaultWhenAllIsAsItShouldBe() {
        assertThat(verdict(asExpected(), "ab", true).faults()).isEmpty();
    }

    @Test
    void namesAnExchangeThatEndedOtherwise() {
        List<Performed> performed = asExpected();
        performed.set(4, performed("refused", "committed", ""));
        performed.set(5, performed("rolled_back", "degraded", "a call never ended"));
        assertThat(verdict(performed, "ab", true).faults()).containsExactly(
                "tokenizer:byte was to be refused but was committed",
                "tokenizer:byte was to be rolled back but was degraded: a call never ended");
    }

    @Test
    void countsTheExchangesThatCameTooLate() {
        assertThat(verdict(asExpected().subList(0, 4), "ab", true).faults())
                .containsExactly("only 4 of 6 exchanges came before the end of the run");
    }

    @Test
    void noticesDifferentResults() {
        Verdict verdict = verdict(asExpected(), "cd", false);
        assertThat(verdict.faults()).containsExactly("the parameters differ", "the metrics differ");
        assertThat(Lines.comparison(verdict)).containsExactly(
                "tokens/s          20,000 with exchanges, 20,000 untouched, in a warm JVM by then",
                "held-out loss     1.5000 with exchanges, 1.5000 untouched", "metrics.jsonl     DIFFERENT",
                "parameters sha256 DIFFERENT:", "    ab", "  / cd");
    }

    @Test
    void runsThatTellNoHashAreNotEqual() {
        assertThat(new Verdict(asExpected(), SAMPLE, report("", 0), report("", 0), List.of(), true).faults())
                .containsExactly("the parameters differ");
    }

    @Test
    void noticesAMissingSampleAndFailedCalls() {
        Verdict verdict = new Verdict(asExpected(), Result.err(Problem.of(Problem.Kind.FAILED, "no router")),
                report("ab", 2), report("ab", 0), List.of(), true);
        assertThat(verdict.faults()).containsExactly("2 calls of plugins failed", "no sample: no router");
    }

    @Test
    void noticesAPluginThatWasNotPutBack() {
        Verdict verdict = new Verdict(asExpected(), SAMPLE, report("ab", 0), report("ab", 0),
                List.of(Problem.of(Problem.Kind.FAILED, "is in use", "logger:jsonl", "")), true);
        assertThat(verdict.faults()).containsExactly("not put back as it was: logger:jsonl: is in use");
    }

    private static Verdict verdict(List<Performed> performed, String untouched, boolean sameMetrics) {
        return new Verdict(performed, SAMPLE, report("ab", 0), report(untouched, 0), List.of(),
                sameMetrics);
    }

    private static List<Performed> asExpected() {
        List<Performed> performed = new ArrayList<>();
        Act.ALL.forEach(act -> performed.add(performed(act.variant().expected(), act.variant().expected(), "")));
        return performed;
    }

    private static Performed performed(String expected, String outcome, String reason) {
        return new Performed(expected, new SwapRecord(1, "tokenizer", "tokenizer", "byte", "1", "2", outcome, 0.1,
                reason));
    }

    private static RunReport report(String sha256, long failedCalls) {
        return new RunReport("demo", "training", "completed", 100, Map.of("tokens", 76_800L, "train_loss", 1.4,
                "eval_loss", 1.5, "parameters_sha256", sha256, "tokens_per_second", 20_000.0), 0, 0, List.of(),
                failedCalls, 0, "");
    }
}
