package org.athanor.log.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.athanor.api.metrics.Metric;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress();

    @Test
    void readsAsALine() {
        takeAll(900, 2000);

        assertThat(progress.line())
                .isEqualTo("step 900/2000  loss 1.9123  held-out 1.9500  lr 9.80e-04  12.3k tokens/s  ETA 1:50");
    }

    @Test
    void readsAsABarOfAtMostTheWidth() {
        takeAll(900, 2000);

        assertThat(progress.bar(120)).isEqualTo(" 45% [#############-----------------] 900/2000  loss 1.9123  "
                + "held-out 1.9500  lr 9.80e-04  12.3k tokens/s  ETA 1:50");
        assertThat(progress.bar(80))
                .isEqualTo(" 45% [###########--------------] 900/2000  loss 1.9123  12.3k tokens/s  ETA 1:50");
        assertThat(progress.bar(60)).isEqualTo(" 45%  900/2000  loss 1.9123  12.3k tokens/s  ETA 1:50");
        assertThat(progress.bar(20)).isEqualTo(" 45%  900/2000  loss");
    }

    @Test
    void theBarFillsUpFromTheFirstStepToTheLast() {
        progress.take(0, 4, List.of());
        assertThat(progress.bar(40)).isEqualTo("  0% [" + "-".repeat(29) + "] 0/4").hasSize(40);
        progress.take(4, 4, List.of());
        assertThat(progress.bar(40)).isEqualTo("100% [" + "#".repeat(29) + "] 4/4");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        progress.take(1, 10, List.of(Metric.of(1, "train/loss", 4.17)));

        assertThat(progress.line()).isEqualTo("step 1/10  loss 4.1700");
    }

    @Test
    void keepsWhatWasMeasuredAtAnEarlierStep() {
        progress.take(1, 10, List.of(Metric.of(1, "eval/loss", 4.2)));
        progress.take(2, 10, List.of(Metric.of(2, "train/loss", 4.1)));

        assertThat(progress.line()).isEqualTo("step 2/10  loss 4.1000  held-out 4.2000");
    }

    @Test
    void theTimeLeftFollowsTheMeanOfTheSteps() {
        progress.take(1, 101, List.of(Metric.measured(1, "clock/step_ms", 3000)));
        progress.take(2, 101, List.of(Metric.measured(2, "clock/step_ms", 1000)));

        assertThat(progress.line()).endsWith("ETA 3:18");
        progress.take(3, 100_000, List.of());
        assertThat(progress.line()).endsWith("ETA 55:33:14");
    }

    @Test
    void speedsAreRoundedToWhatAPersonReads() {
        assertThat(speed(12.4)).endsWith("12 tokens/s");
        assertThat(speed(999.6)).endsWith("1.0k tokens/s");
        assertThat(speed(999_960)).endsWith("1.0M tokens/s");
        assertThat(speed(2_345_678)).endsWith("2.3M tokens/s");
    }

    @Test
    void aLossThatIsNoNumberIsShownAsSuch() {
        progress.take(1, 10, List.of(Metric.of(1, "train/loss", Double.NaN)));

        assertThat(progress.line()).isEqualTo("step 1/10  loss NaN");
    }

    private void takeAll(long step, long maxSteps) {
        progress.take(step, maxSteps, List.of(Metric.of(step, "train/loss", 1.91234),
                Metric.of(step, "eval/loss", 1.95), Metric.of(step, "train/learning_rate", 0.00098),
                Metric.measured(step, "clock/tokens_per_second", 12_345),
                Metric.measured(step, "clock/step_ms", 100)));
    }

    private static String speed(double tokensPerSecond) {
        Progress progress = new Progress();
        progress.take(1, 10, List.of(Metric.measured(1, "clock/tokens_per_second", tokensPerSecond)));
        return progress.line();
    }
}
