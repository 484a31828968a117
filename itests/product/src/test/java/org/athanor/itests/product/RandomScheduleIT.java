package org.athanor.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.athanor.itests.harness.Home;
import org.athanor.itests.harness.Report;
import org.athanor.itests.harness.Untouched;
import org.athanor.itests.product.Schedule.Act;
import org.athanor.itests.product.Schedule.Way;

/**
 * Whatever is exchanged, when, how often and how much at once: a run comes to the same bits as one that nobody touched.
 * How many schedules are tried is the configuration parameter {@code jqwik.tries.default}. A schedule that fails is
 * printed, and tried first the next time.
 */
class RandomScheduleIT {

    private static Optional<Stage> stage = Optional.empty();

    @Property(shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void exchangesOfAnySchedule(@ForAll("schedules") Schedule schedule)
            throws InterruptedException, ExecutionException {
        boolean sound = false;
        try {
            Stage.Played played = open().play(schedule);
            Untouched.assertSame(played.run(), Stage.BATCH, played.steps());
            Report report = played.run().report();
            assertThat(report.outcomes()).hasSize(played.exchanges()).containsOnly("committed");
            assertThat(report.failedCalls()).isZero();
            assertThat(report.loadersAlive()).isZero();
            sound = true;
        } finally {
            if (!sound) {
                // Whatever state it is in must not be blamed on the next schedule.
                close();
            }
        }
    }

    @Provide
    Arbitrary<Schedule> schedules() {
        Arbitrary<Integer> shadow = Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1), Tuple.of(1, 3));
        Arbitrary<Integer> probation = Arbitraries.of(0, 1, 2, 3, 5, 10, 25);
        Arbitrary<Act> acts = Combinators.combine(Arbitraries.integers().between(0, 2), Arbitraries.of(Way.class),
                Arbitraries.of(Home.PLUGINS).list().uniqueElements().ofMinSize(1).ofMaxSize(3),
                Arbitraries.of(false, false, true), probation, shadow, Arbitraries.integers().between(0, 2))
                .as(Act::new);
        return acts.list().ofMinSize(1).ofMaxSize(4).map(Schedule::new);
    }

    private static Stage open() throws InterruptedException {
        if (stage.isEmpty()) {
            stage = Optional.of(Stage.open());
        }
        return stage.get();
    }

    @AfterContainer
    static void close() throws InterruptedException {
        if (stage.isPresent()) {
            stage.get().close();
            stage = Optional.empty();
        }
    }
}
