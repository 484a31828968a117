package org.athanor.shell.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.LedgerFields;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.shell.replay.Recorded.Exchanged;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final LedgerLine STARTED = line("started", 0, Map.of("max_steps", 100L, "plugins",
            List.of(plugin("storage:file", 1), plugin("patcher:lora", 1))));

    private static LedgerLine line(String type, long step, Map<String, ?> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("type", type);
        fields.put("step", step);
        return new LedgerLine(new LedgerFields(fields));
    }

    private static Map<String, String> plugin(String id, int version) {
        String slot = id.equals("patcher:lora") ? "lora" : id.substring(0, id.indexOf(':'));
        return Map.of("plugin", id, "slot", slot, "bundle", "org.example." + slot, "version",
                Integer.toString(version), "sha256", id + version);
    }

    private static LedgerLine lora(long step, String from, String to, String outcome) {
        return lora(step, step, from, to, outcome);
    }

    private static LedgerLine lora(long step, long until, String from, String to, String outcome) {
        return line("exchanged", step, Map.of("slot", "lora", "kind", "patcher", "plugin", "lora", "from", from, "to",
                to, "bundle", "org.example.lora", "sha256", "patcher:lora" + to, "outcome", outcome, "until", until));
    }

    private static LedgerLine rate(long step, String to) {
        return line("setting", step, Map.of("key", "trainer.learning_rate", "from", "1", "to", to));
    }

    private static LedgerLine resumed(long step, int lora) {
        return resumed(step, lora, 100);
    }

    private static LedgerLine resumed(long step, int lora, long maxSteps) {
        List<Map<String, String>> plugins = lora == 0 ? List.of(plugin("storage:file", 1))
                : List.of(plugin("storage:file", 1), plugin("patcher:lora", lora));
        return line("resumed", step, Map.of("max_steps", maxSteps, "plugins", plugins));
    }

    private static LedgerLine checkpoint(long step) {
        return line("checkpoint", step, Map.of());
    }

    private static History history(LedgerLine... lines) {
        return History.of(List.of(lines));
    }

    private static Exchanged in(long step, int version) {
        return new Exchanged(step, "lora", version == 0 ? Optional.empty() : Optional.of(new RecordedPlugin(
                "patcher:lora", Integer.toString(version), "patcher:lora" + version)), Map.of());
    }

    @Test
    void repeatsWhatCameInForGoodAndLeavesTheRestOut() {
        History history = history(STARTED, lora(10, "1", "2", "refused"), lora(20, "1", "2", "rolled_back"),
                lora(30, "1", "2", "committed"), lora(40, "2", "", "degraded"), lora(40, "", "3", "committed"));
        assertThat(history.start()).containsOnlyKeys("storage", "lora");
        assertThat(history.done()).isEqualTo(List.of(in(30, 2), in(40, 0), in(40, 3)));
        assertThat(history.skipped()).isEqualTo(2);
    }

    @Test
    void aSlotMayTakeAnotherPluginWithItsSettings() {
        LedgerLine other = line("exchanged", 20, Map.of("slot", "storage", "kind", "storage", "plugin", "memory",
                "from", "file 1", "to", "1", "bundle", "org.example.memory", "sha256", "storage:memory1", "settings",
                Map.of("keep", 3L), "outcome", "committed", "until", 30L));
        Exchanged in = new Exchanged(20, "storage", Optional.of(new RecordedPlugin("storage:memory", "1",
                "storage:memory1")), Map.of("keep", "3"));
        Exchanged back = new Exchanged(50, "storage", Optional.of(new RecordedPlugin("storage:file", "1",
                "storage:file1")), Map.of());
        assertThat(history(STARTED, other).done()).isEqualTo(List.of(in));
        assertThat(history(STARTED, other, checkpoint(50), resumed(50, 1)).done()).isEqualTo(List.of(in, back));
    }

    @Test
    void repeatsTheStepsThatWereMadeBeforeSomethingWasTakenBack() {
        assertThat(history(STARTED, lora(20, 23, "1", "2", "rolled_back")).done())
                .isEqualTo(List.of(in(20, 2), in(23, 1)));
    }

    @Test
    void repeatsWhatWasSwitchedToAlthoughTheProcessDiedBeforeItsOutcome() {
        LedgerLine switched = line("switched", 40, Map.of("slot", "lora", "kind", "patcher", "plugin", "lora", "from",
                "1", "to", "2", "bundle", "org.example.lora", "sha256", "patcher:lora2"));
        assertThat(history(STARTED, switched, checkpoint(50), resumed(50, 1)).done())
                .isEqualTo(List.of(in(40, 2), in(50, 1)));
        assertThat(history(STARTED, switched, checkpoint(50), lora(40, 60, "1", "2", "committed")).done())
                .isEqualTo(List.of(in(40, 2)));
        assertThat(history(STARTED, switched, checkpoint(50), lora(40, 60, "1", "2", "rolled_back"))
                .done()).isEqualTo(List.of(in(40, 2), in(60, 1)));
    }

    @Test
    void ordersAnExchangeBeforeWhatWasDoneInItsProbation() {
        History history = history(STARTED, rate(12, "2"), lora(10, "1", "2", "committed"));
        assertThat(history.done()).extracting(Recorded::step).containsExactly(10L, 12L);
    }

    @Test
    void forgetsWhatAResumedRunHadDoneAfterItsCheckpoint() {
        History history = history(STARTED, rate(50, "2"), checkpoint(50), rate(50, "3"), rate(60, "4"),
                lora(70, "1", "2", "committed"), resumed(50, 1), lora(80, "1", "3", "committed"));
        assertThat(history.done()).isEqualTo(List.of(new Recorded.Set(50, "trainer.learning_rate", "2"), in(80, 3)));
    }

    @Test
    void knowsASettingAgainThatAResumedRunHasMadeAgain() {
        LedgerLine again = line("setting", 60, Map.of("key", "trainer.learning_rate", "from", "1", "to", "2", "again",
                true));
        assertThat(history(STARTED, checkpoint(50), rate(60, "2"), resumed(50, 1), resumed(50, 1), again).done())
                .containsExactly(new Recorded.Set(60, "trainer.learning_rate", "2"));
    }

    @Test
    void keepsWhatACheckpointHoldsAlthoughTheProcessDiedBeforeItsLine() {
        assertThat(history(STARTED, rate(50, "2"), resumed(50, 1)).done())
                .containsExactly(new Recorded.Set(50, "trainer.learning_rate", "2"));
    }

    @Test
    void takesThePluginsThatARunWasResumedWith() {
        assertThat(history(STARTED, checkpoint(50), resumed(50, 2)).done()).containsExactly(in(50, 2));
        assertThat(history(STARTED, checkpoint(50), resumed(50, 0)).done()).containsExactly(in(50, 0));
        assertThat(history(STARTED, lora(40, "1", "2", "committed"), checkpoint(50), resumed(50, 2))
                .done()).containsExactly(in(40, 2));
    }

    @Test
    void beginsAgainWithARunThatHadNoCheckpoint() {
        assertThat(history(STARTED, rate(0, "2"), lora(5, "1", "2", "committed"), resumed(0, 1)).done()).isEmpty();
    }

    @Test
    void followsServicesThatCameBackInAnotherVersionAndAnotherEnd() {
        assertThat(history(STARTED, line("recovered", 7, Map.of("plugins", List.of(
                plugin("storage:file", 1), plugin("patcher:lora", 2))))).done()).containsExactly(in(7, 2));
        assertThat(history(STARTED, checkpoint(50), resumed(50, 1, 200)).done())
                .containsExactly(new Recorded.Set(50, "trainer.max_steps", "200"));
    }
}
