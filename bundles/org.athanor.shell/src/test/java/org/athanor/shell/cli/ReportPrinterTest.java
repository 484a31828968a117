package org.athanor.shell.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SwapRecord;
import org.junit.jupiter.api.Test;

final class ReportPrinterTest {

    @Test
    void sumsARunUp() {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("tokens", 1_536_000L);
        results.put("train_loss", 1.54321);
        results.put("eval_loss", Double.NaN);
        results.put("parameters_sha256", "ab12");
        results.put("tokens_per_second", 12345.6);

        assertThat(print(new RunReport("s1", "training", "completed", 2000, results, 512L << 20, 2, List.of(), 0, 0,
                ""))).isEqualTo("""
                s1 completed after 2,000 steps, 1,536,000 tokens, 12,346 tokens/s
                  loss        train 1.5432, held out -
                  parameters  sha256 ab12
                  memory      512 MiB at most
                  folder      %s
                  resumed     2 times
                """.formatted(Path.of("runs", "s1")));
    }

    @Test
    void showsWhatOtherWorkTellsAndNothingThatItDoesNot() {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("documents", 12L);
        results.put("mean_score", Double.NaN);
        results.put("eval_loss", 2.5);

        assertThat(print(new RunReport("s1", "scoring", "stopped", 3, results, 512L << 20, 0, List.of(), 0, 0, "")))
                .isEqualTo("""
                s1 stopped after 3 steps
                  loss        held out 2.5000
                  documents   12
                  mean score  -
                  memory      512 MiB at most
                  folder      %s
                """.formatted(Path.of("runs", "s1")));
    }

    @Test
    void saysWhyARunFailed() {
        assertThat(print(new RunReport("s1", "training", "failed", 1, Map.of(), 1, 0, List.of(), 0, 0,
                "the loss is NaN"))).contains("reason      the loss is NaN");
    }

    @Test
    void alignsTheSwapTable() {
        String table = ReportPrinter.table(List.of(
                new SwapRecord(100, "tokenizer", "tokenizer", "byte", "1.0.0", "1.1.0", "committed", 0.1234, ""),
                new SwapRecord(20000, "lora", "patcher", "lora", "", "2.0.0", "rolled_back", 12, "it threw")));

        assertThat(table).isEqualTo("""
                step   plugin          from   to     outcome      stall ms  reason
                100    tokenizer:byte  1.0.0  1.1.0  committed    0.123
                20000  patcher:lora    -      2.0.0  rolled_back  12.000    it threw
                """);
    }

    @Test
    void namesASlotThatItsPluginDoesNotTell() {
        assertThat(ReportPrinter.table(List.of(new SwapRecord(1, "critic", "scorer", "strict", "1", "2", "committed", 0,
                "")))).contains("scorer:strict in slot critic  1     2   committed");
    }

    @Test
    void wrapsALongReason() {
        String table = ReportPrinter.table(List.of(new SwapRecord(1, "data", "data", "text", "1", "2", "refused",
                0, "a word ".repeat(30))));

        assertThat(table.lines()).hasSizeGreaterThan(3).allMatch(line -> line.length() <= 140);
    }

    private static String print(RunReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ReportPrinter(new PrintStream(out, true, UTF_8)).print(report, Path.of("runs", "s1"));
        return out.toString(UTF_8);
    }
}
