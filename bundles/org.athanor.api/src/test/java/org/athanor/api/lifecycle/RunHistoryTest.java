package org.athanor.api.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Recorded.Exchanged;
import org.athanor.api.plugin.BundleRef;
import org.junit.jupiter.api.Test;

class RunHistoryTest {

    private static final LedgerLine STARTED = line("started", 0, Map.of("plugins",
            List.of(plugin("storage:file", 1), plugin("patcher:lora", 1))));

    private static final Map<String, String> LORA = Map.of("slot", "lora", "kind", "patcher", "plugin", "lora",
            "bundle", "org.example");

    private static LedgerLine line(String type, long step, Map<String, ?> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("type", type);
        fields.put("step", step);
        return new LedgerLine(new LedgerFields(fields));
    }

    private static Map<String, String> plugin(String id, int version) {
        return Map.of("slot", id.substring(id.indexOf(':') + 1), "plugin", id, "version", Integer.toString(version),
                "bundle", "org.example", "sha256", id + version);
    }

    private static LedgerLine lora(long step, String from, String to, String outcome) {
        return lora(step, step, from, to, outcome);
    }

    private static LedgerLine lora(long step, long until, String from, String to, String outcome) {
        return exchanged(step, Map.of("from", from, "to", to, "sha256", "patcher:lora" + to, "outcome", outcome,
                "until", until));
    }

    private static LedgerLine exchanged(long step, Map<String, ?> more) {
        Map<String, Object> fields = new HashMap<>(LORA);
        fields.putAll(more);
        return line("exchanged", step, fields);
    }

    private static LedgerLine rate(long step, String to) {
        return line("setting", step, Map.of("key", "trainer.learning_rate", "from", "1", "to", to));
    }

    private static LedgerLine resumed(long step, int lora) {
        List<Map<String, String>> plugins = lora == 0 ? List.of(plugin("storage:file", 1))
                : List.of(plugin("storage:file", 1), plugin("patcher:lora", lora));
        return line("resumed", step, Map.of("plugins", plugins));
    }

    private static LedgerLine checkpoint(long step) {
        return line("checkpoint", step, Map.of());
    }

    private static RunHistory history(LedgerLine... lines) {
        return RunHistory.of(List.of(lines));
    }

    private static Exchanged in(long step, int version) {
        return new Exchanged(step, "lora", version == 0 ? Optional.empty()
                : Optional.of(new RecordedPlugin("patcher:lora", new BundleRef("org.example",
                        Integer.toString(version), "patcher:lora" + version), Optional.empty())));
    }

    @Test
    void repeatsWhatCameInForGoodAndLeavesTheRestOut() {
        RunHistory history = history(STARTED, lora(10, "1", "2", "refused"), lora(20, "1", "2", "rolled_back"),
                lora(30, "1", "2", "committed"), lora(40, "2", "", "degraded"), lora(40, "", "3", "committed"));
        assertThat(history.start()).containsOnlyKeys("file", "lora");
        assertThat(history.done()).isEqualTo(List.of(in(30, 2), in(40, 0), in(40, 3)));
        assertThat(history.skipped()).isEqualTo(2);
    }

    @Test
    void repeatsTheStepsThatWereMadeBeforeSomethingWasTakenBack() {
        assertThat(history(STARTED, lora(20, 23, "1", "2", "rolled_back")).done())
                .isEqualTo(List.of(in(20, 2), in(23, 1)));
    }

    @Test
    void repeatsWhatWasSwitchedToAlthoughTheProcessDiedBeforeItsOutcome() {
        LedgerLine switched = line("switched", 40, Map.of("slot", "lora", "kind", "patcher", "plugin", "lora", "from",
                "1", "to", "2", "bundle", "org.example", "sha256", "patcher:lora2"));
        assertThat(history(STARTED, switched, checkpoint(50), resumed(50, 1)).done())
                .isEqualTo(List.of(in(40, 2), in(50, 1)));
        assertThat(history(STARTED, switched, checkpoint(50), lora(40, 60, "1", "2", "committed")).done())
                .isEqualTo(List.of(in(40, 2)));
        assertThat(history(STARTED, switched, checkpoint(50), lora(40, 60, "1", "2", "rolled_back"))
                .done()).isEqualTo(List.of(in(40, 2), in(60, 1)));
    }

    @Test
    void ordersAnExchangeBeforeWhatWasDoneInItsProbation() {
        RunHistory history = history(STARTED, rate(12, "2"), lora(10, "1", "2", "committed"));
        assertThat(history.done()).extracting(Recorded::step).containsExactly(10L, 12L);
    }

    @Test
    void forgetsWhatAResumedRunHadDoneAfterItsCheckpoint() {
        RunHistory history = history(STARTED, rate(50, "2"), checkpoint(50), rate(50, "3"), rate(60, "4"),
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
    void intendsWhatACutOffRunHadDoneUntilItIsMadeAgainOrDoneOtherwise() {
        LedgerLine[] first = {STARTED, checkpoint(50), lora(60, "1", "2", "committed"), lora(70, "2", "3", "committed"),
            resumed(50, 1)};
        assertThat(intended(first)).containsExactly(in(60, 2), in(70, 3));
        assertThat(intended(first, again(60, "1", "2"), resumed(50, 1))).containsExactly(in(60, 2), in(70, 3));
        assertThat(intended(first, again(60, "1", "2"), lora(65, "2", "4", "committed"), resumed(50, 1)))
                .containsExactly(in(60, 2), in(65, 4));
        assertThat(intended(first, lora(55, "1", "4", "refused"), resumed(50, 1)))
                .containsExactly(in(60, 2), in(70, 3));
    }

    private static List<Exchanged> intended(LedgerLine[] first, LedgerLine... more) {
        return RunHistory.intended(Stream.concat(Stream.of(first), Stream.of(more)).toList()).exchangesFrom(50);
    }

    private static LedgerLine again(long step, String from, String to) {
        return exchanged(step, Map.of("from", from, "to", to, "sha256", "patcher:lora" + to, "outcome", "committed",
                "until", step, "again", true));
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
    void followsServicesThatCameBackInAnotherVersion() {
        assertThat(history(STARTED, line("recovered", 7, Map.of("plugins", List.of(
                plugin("storage:file", 1), plugin("patcher:lora", 2))))).done()).containsExactly(in(7, 2));
    }

    @Test
    void knowsTheSettingsOfEachPluginAlsoWhenItsLineDoesNotTellThem() {
        Map<String, Object> eight = Map.of("r", 8L);
        Map<String, Object> four = Map.of("r", 4L);
        RunHistory history = history(line("started", 0, Map.of("plugins", List.of(configured(1, eight)))),
                lora(10, "1", "2", "committed"), exchanged(20, Map.of("from", "2", "to", "2", "settings",
                        four, "outcome", "rolled_back", "until", 23L)));
        assertThat(history.done()).extracting(each -> ((Exchanged) each).plugin().orElseThrow().section().orElseThrow())
                .containsExactly(eight, four, eight);
    }

    private static Map<String, Object> configured(int version, Map<String, Object> settings) {
        Map<String, Object> plugin = new HashMap<>(plugin("patcher:lora", version));
        plugin.put("settings", settings);
        return plugin;
    }

    @Test
    void groupsWhatWasExchangedTogether() {
        Exchanged other = new Exchanged(10, "file", Optional.empty());
        assertThat(RunHistory.together(List.of(in(10, 1), other, in(10, 2)))).containsExactly(in(10, 1), other);
        assertThat(RunHistory.together(List.of(in(10, 1), in(11, 2)))).containsExactly(in(10, 1));
        assertThat(RunHistory.together(List.of(new Recorded.Set(10, "a", "b"), in(10, 2)))).isEmpty();
        assertThat(history(STARTED, rate(15, "2"), lora(20, "1", "2", "committed"), lora(30, "2", "1", "committed"))
                .exchangesFrom(20)).containsExactly(in(20, 2), in(30, 1));
    }
}
