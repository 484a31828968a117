package org.athanor.exchange.run;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.junit.jupiter.api.Test;

class RecordedSettingTest {

    private static final String CHECKPOINT = "{'type':'checkpoint','step':50}";
    private static final String RESUMED = "{'type':'resumed','step':50}";

    private static String rate(long step, String to) {
        return "{'type':'setting','step':" + step + ",'key':'rate','from':'0','to':'" + to + "'}";
    }

    private static String marked(String mark, String line) {
        return line.replace("}", ",'" + mark + "':true}");
    }

    private static List<String> after(Optional<Long> checkpoint, String... lines) {
        List<LedgerLine> ledger = Arrays.stream(lines).map(line -> {
            try (JsonReader reader = Json.createReader(new StringReader(line.replace('\'', '"')))) {
                Map<String, Object> fields = new LinkedHashMap<>();
                reader.readObject().forEach((key, value) -> fields.put(key, switch (value.getValueType()) {
                    case NUMBER -> ((JsonNumber) value).longValueExact();
                    case STRING -> ((JsonString) value).getString();
                    default -> true;
                }));
                return new LedgerLine(new LedgerFields(fields));
            }
        }).toList();
        return RecordedSetting.after(ledger, checkpoint, Set.of("overridden")).stream()
                .map(made -> made.step() + ":" + made.value()).toList();
    }

    @Test
    void whatWasChangedAfterTheCheckpointIsMadeAgainInOrder() {
        assertThat(after(Optional.of(50L), rate(40, "a"), rate(50, "b"), CHECKPOINT, rate(50, "c"), rate(60, "d"),
                rate(60, "e"))).containsExactly("50:c", "60:d", "60:e");
        assertThat(after(Optional.of(50L), CHECKPOINT, rate(60, "a").replace("rate", "overridden"))).isEmpty();
    }

    @Test
    void aRunThatBeginsAgainMakesAllOfThemAgain() {
        assertThat(after(Optional.empty(), rate(0, "a"), rate(7, "b"))).containsExactly("0:a", "7:b");
    }

    @Test
    void aCheckpointWithoutALineHoldsWhatWasChangedAtItsStep() {
        assertThat(after(Optional.of(50L), rate(50, "a"))).isEmpty();
        assertThat(after(Optional.of(55L), rate(60, "a"), RESUMED)).containsExactly("60:a");
    }

    @Test
    void whatWasMadeAgainCountsOnce() {
        assertThat(after(Optional.of(50L), CHECKPOINT, rate(60, "a"), rate(60, "b"), RESUMED,
                marked("again", rate(60, "a")), marked("again", rate(60, "b")))).containsExactly("60:a", "60:b");
    }

    @Test
    void aLaterCourseTakesThePlaceOfAnEarlierOne() {
        assertThat(after(Optional.of(50L), CHECKPOINT, rate(60, "a"), rate(70, "b"), RESUMED,
                marked("again", rate(60, "a")), rate(65, "c"))).containsExactly("60:a", "65:c");
        assertThat(after(Optional.of(50L), CHECKPOINT, rate(50, "a"), rate(70, "b"), RESUMED,
                marked("override", rate(50, "c")))).containsExactly("50:c");
    }
}
