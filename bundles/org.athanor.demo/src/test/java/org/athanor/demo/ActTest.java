package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ActTest {

    @Test
    void theExchangesAreSpreadOverTheRunBeforeTheSample() {
        long[] steps = LongStream.range(0, Act.ALL.size()).map(index -> Act.step((int) index, 1200)).toArray();
        assertThat(steps).containsExactly(100, 200, 300, 400, 500, 600);
        assertThat(Act.sampleStep(1200)).isBetween(601L, 1199L);
    }
}
