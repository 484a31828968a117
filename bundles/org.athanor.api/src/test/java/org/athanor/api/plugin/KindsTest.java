package org.athanor.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KindsTest {

    private static final PluginKind HERB = new PluginKind("herb", "org.example.Herb", Crossing.HANDED_OVER, true);
    private static final PluginKind BELL = new PluginKind("bell", "org.example.Bell", Crossing.FED, true);

    @Test
    void aKindIsReadFromItsCapability() {
        assertThat(PluginKind.of(Map.of("word", "bell", "service", "org.example.Bell", "crossing", "FED")))
                .contains(BELL);
        assertThat(PluginKind.of(Map.of("word", "bell", "service", "org.example.Bell", "crossing", "fed")))
                .contains(BELL);
        assertThat(PluginKind.of(Map.of("word", "herb", "service", "org.example.Herb"))).contains(HERB);
    }

    @Test
    void whatDeclaresNoKindIsNone() {
        assertThat(PluginKind.of(Map.of("word", "herb"))).isEmpty();
        assertThat(PluginKind.of(Map.of("service", "org.example.Herb"))).isEmpty();
        assertThat(PluginKind.of(Map.of("word", "herb", "service", 5L))).isEmpty();
        assertThat(PluginKind.of(Map.of("word", "herb", "service", "org.example.Herb", "crossing", "swimming")))
                .isEmpty();
    }

    @Test
    void kindsAreFoundByWordAndByService() {
        Kinds kinds = Kinds.of(List.of(HERB)).and(List.of(BELL));
        assertThat(kinds.ofWord("bell")).contains(BELL);
        assertThat(kinds.ofService("org.example.Herb")).contains(HERB);
        assertThat(kinds.ofWord("org.example.Herb")).isEmpty();
        assertThat(kinds.ofService("herb")).isEmpty();
        assertThat(kinds.words()).containsExactly("herb", "bell");
    }

    @Test
    void ofTwoWithOneWordOrOneServiceTheFirstCounts() {
        Kinds kinds = Kinds.of(List.of(HERB)).and(List.of(
                new PluginKind("herb", "org.example.OtherHerb", Crossing.FED, true),
                new PluginKind("weed", "org.example.Herb", Crossing.FED, true)));
        assertThat(kinds.words()).containsExactly("herb");
        assertThat(kinds.ofWord("herb")).contains(HERB);
        assertThat(kinds.ofService("org.example.OtherHerb")).isEmpty();
    }
}
