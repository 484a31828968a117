package org.athanor.exchange.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LiveSettingTest {

    private final AtomicLong step = new AtomicLong(5);
    private final AtomicLong steps = new AtomicLong(10);
    private final AtomicReference<Double> heat = new AtomicReference<>(0.5);
    private final LiveSetting whole = LiveSetting.whole("fire.steps", steps::get, step::get, steps::set);
    private final LiveSetting real = LiveSetting.real("fire.heat", heat::get, value -> value > 0, "a number above 0",
            heat::set);

    private static String refused(LiveSetting setting, String value) {
        return setting.set(value).failure().orElseThrow().message();
    }

    @Test
    void aChangeAnswersTheValueBefore() {
        assertThat(whole.set("20").unwrap()).isEqualTo("10");
        assertThat(whole.value().get()).isEqualTo("20");
        assertThat(real.set("1e-3").unwrap()).isEqualTo("0.5");
        assertThat(heat.get()).isEqualTo(0.001);
    }

    @Test
    void theBoundIsAskedForAtEachChange() {
        assertThat(refused(whole, "4")).isEqualTo("'fire.steps' cannot be 4; give it a whole number of at least 5");
        step.set(4);
        assertThat(whole.set("4").isOk()).isTrue();
    }

    @Test
    void whatIsNoSuchNumberChangesNothing() {
        for (String value : new String[] {"1.5", "many", "", "1e30", "NaN"}) {
            assertThat(refused(whole, value)).endsWith("give it a whole number of at least 5");
        }
        for (String value : new String[] {"0", "Infinity", "NaN", "hot"}) {
            assertThat(refused(real, value)).isEqualTo("'fire.heat' cannot be " + value + "; give it a number above 0");
        }
        assertThat(steps).hasValue(10);
        assertThat(heat.get()).isEqualTo(0.5);
    }
}
