package org.athanor.log.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.athanor.api.metrics.Console;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.RunEvent;
import org.junit.jupiter.api.Test;

class ConsoleLoggerTest {

    private static final class Screen implements Console {

        private final boolean interactive;
        private final List<String> calls = new ArrayList<>();

        Screen(boolean interactive) {
            this.interactive = interactive;
        }

        @Override
        public boolean interactive() {
            return interactive;
        }

        @Override
        public int width() {
            return 40;
        }

        @Override
        public void println(String line) {
            calls.add(line);
        }

        @Override
        public void progress(String line) {
            calls.add("bar " + line);
        }

        @Override
        public void endProgress() {
            calls.add("end");
        }
    }

    @Test
    void redrawsTheProgressLineAtEveryStepWhereAPersonWatches() {
        Screen screen = new Screen(true);
        train(new ConsoleLogger(100, screen), 3);

        assertThat(screen.calls).containsExactly(
                "bar  33% [#####-----------] 1/3  loss 1.0000", "bar  66% [##########------] 2/3  loss 2.0000",
                "bar 100% [################] 3/3  loss 3.0000");
    }

    @Test
    void printsALineEverySoManyStepsElsewhereAndAtBothEnds() {
        Screen screen = new Screen(false);
        train(new ConsoleLogger(4, screen), 10);

        assertThat(screen.calls).containsExactly("step 1/10  loss 1.0000", "step 4/10  loss 4.0000",
                "step 8/10  loss 8.0000", "step 10/10  loss 10.0000");
    }

    @Test
    void printsNoStepsWhenEveryIsZero() {
        Screen screen = new Screen(false);
        train(new ConsoleLogger(0, screen), 10);

        assertThat(screen.calls).isEmpty();
    }

    @Test
    void printsEventsAsOneLineEachAndEndsTheProgressLineAtTheEnd() {
        Screen screen = new Screen(true);
        ConsoleLogger logger = new ConsoleLogger(100, screen);
        logger.event(new RunEvent(5, RunEvent.Level.INFO, "checkpoint", "checkpoint after step 5"));
        logger.event(new RunEvent(6, RunEvent.Level.WARNING, "warning", "the disk is full"));
        logger.event(new RunEvent(7, RunEvent.Level.ERROR, "failed", "the loss is NaN"));
        logger.event(new RunEvent(7, RunEvent.Level.INFO, "ended", "failed after step 7"));

        assertThat(screen.calls).containsExactly("checkpoint after step 5", "warning: the disk is full",
                "error: the loss is NaN", "end", "failed after step 7");
    }

    @Test
    void metricsOfAnEvaluationPrintNothingByThemselves() {
        Screen screen = new Screen(false);
        new ConsoleLogger(1, screen).metrics(10, 10, List.of(Metric.of(10, "eval/loss", 2)));

        assertThat(screen.calls).isEmpty();
    }

    private static void train(ConsoleLogger logger, int steps) {
        LongStream.rangeClosed(1, steps).forEach(step ->
                logger.metrics(step, steps, List.of(Metric.of(step, "train/loss", (double) step))));
    }
}
