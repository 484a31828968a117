package org.athanor.training.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpdateCountsTest {

    @Test
    void countsOnlyWhatTrains() {
        UpdateCounts counts = new UpdateCounts(Map.of("base", 7L), Set.of("base", "new"), 0).next().next();
        assertThat(counts.of("base")).isEqualTo(9);
        assertThat(counts.of("new")).isEqualTo(2);
        assertThat(counts.of("never")).isZero();
        assertThat(counts.all()).isEqualTo(Map.of("base", 9L, "new", 2L));
    }

    @Test
    void frozenParametersKeepTheirCountsAndDroppedOnesLoseThem() {
        UpdateCounts counts = new UpdateCounts(Map.of(), Set.of("a", "b"), 0).next();
        UpdateCounts frozen = counts.training(List.of("b"), List.of("a", "b")).next();
        assertThat(frozen.all()).isEqualTo(Map.of("a", 1L, "b", 2L));
        assertThat(counts.training(List.of("b"), List.of("b")).all()).isEqualTo(Map.of("b", 1L));
    }

    @Test
    void aWayBackRestoresTheCountsOfWhatWasDroppedAndKeepsThoseOfWhatWasSharedMeanwhile() {
        UpdateCounts before = new UpdateCounts(Map.of("frozen", 3L), Set.of("dropped", "shared"), 0).next().next();
        UpdateCounts since = before.training(List.of("shared", "new"), List.of("frozen", "shared", "new")).next();
        UpdateCounts back = since.back(before, List.of("frozen", "shared"));
        assertThat(back.all()).isEqualTo(Map.of("frozen", 3L, "dropped", 2L, "shared", 3L));
        assertThat(back.next().all()).isEqualTo(Map.of("frozen", 3L, "dropped", 3L, "shared", 4L));
    }
}
