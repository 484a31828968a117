package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.athanor.api.session.SwapRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

    private static final SwapRecord COMMITTED = new SwapRecord(150, "tokenizer", "tokenizer", "byte", "0.1.0",
            "0.1.1", "committed", 0.0412, "");
    private static final SwapRecord REFUSED = new SwapRecord(750, "tokenizer", "tokenizer", "byte", "0.1.1",
            "0.1.2", "refused", 0, "cannot be resolved: package org.nowhere is exported by no bundle"
                    + " (the nearest is org.now)");
    private static final SwapRecord ROLLED_BACK = new SwapRecord(900, "chunkedloss", "patcher", "chunkedloss",
            "0.1.1", "0.1.2", "rolled_back", 12.34, "step 901 failed: this example fails at its first call");

    @Test
    void saysWhatAnExchangeCost() {
        assertThat(Lines.exchange(COMMITTED)).containsExactly(
                "step  150  tokenizer:byte 0.1.0 -> 0.1.1 committed, stalled for 0.041 ms");
    }

    @Test
    void saysWhyAnExchangeWasNotMade() {
        assertThat(Lines.exchange(REFUSED)).containsExactly(
                "step  750  tokenizer:byte 0.1.1 -> 0.1.2 refused, the run is untouched:",
                "           package org.nowhere is exported by no bundle");
        assertThat(Lines.exchange(ROLLED_BACK)).containsExactly(
                "step  900  patcher:chunkedloss 0.1.1 -> 0.1.2 rolled back at once:",
                "           this example fails at its first call");
    }

    @Test
    void givesTheBottomOfAReason() {
        assertThat(Lines.cause("a (b) c: d (e)")).isEqualTo("d");
        assertThat(Lines.cause("no colon")).isEqualTo("no colon");
        assertThat(Lines.cause("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 240})
    void theTableFits(int width) {
        List<String> table = Lines.table(List.of(new Performed("committed", COMMITTED),
                new Performed("refused", REFUSED), new Performed("rolled_back", ROLLED_BACK)), width);
        assertThat(table).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Math.min(width, 100)));
        assertThat(table.get(0)).isEqualTo("step  plugin               version         stall     outcome");
        assertThat(table.get(1)).isEqualTo("150   tokenizer:byte       0.1.0 -> 0.1.1  0.041 ms  committed");
        assertThat(String.join("", table).replace(" ", ""))
                .contains("750tokenizer:byte0.1.1->0.1.2nonerefused:packageorg.nowhereisexportedbynobundle")
                .contains("900patcher:chunkedloss0.1.1->0.1.212.3msrolledback:thisexamplefailsatitsfirstcall");
    }

    @Test
    void aSampleCannotSteerTheTerminal() {
        assertThat(Lines.sample("a\tb\033[2Jc\u009bd\n\nlonger than the room", 12))
                .containsExactly("    a    b?[", "    longer t");
    }

    @Test
    void aSampleHasFewLines() {
        assertThat(Lines.sample("x\n".repeat(50), 80)).hasSize(12);
        assertThat(Lines.sample("x\n\n" + " ".repeat(80) + "beyond the room\ny", 80)).containsExactly("    x", "    y");
    }
}
