package org.athanor.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Schedule COSINE = new Schedule("cosine", 1e-3, 1e-4, 100);

    @Test
    void warmsUpLinearlyAndDecaysToTheMinimum() {
        assertThat(COSINE.rate(0, 2000)).isCloseTo(1e-3 / 101, within(1e-12));
        assertThat(COSINE.rate(100, 2000)).isCloseTo(1e-3, within(1e-12));
        assertThat(COSINE.rate(1050, 2000)).isCloseTo(5.5e-4, within(1e-12));
        assertThat(COSINE.rate(2000, 2000)).isCloseTo(1e-4, within(1e-12));
    }

    @Property
    void staysBetweenMinimumAndPeakAfterWarmUp(@ForAll @LongRange(min = 100, max = 5000) long step) {
        for (String shape : new String[] {"constant", "linear", "cosine"}) {
            assertThat(new Schedule(shape, 1e-3, 1e-4, 100).rate(step, 2000)).isBetween(1e-4 - 1e-12, 1e-3 + 1e-12);
        }
    }

    @Test
    void anotherPeakScalesTheWholeSchedule() {
        assertThat(COSINE.withPeak(2e-3).rate(1050, 2000)).isCloseTo(2 * COSINE.rate(1050, 2000), within(1e-12));
    }
}
