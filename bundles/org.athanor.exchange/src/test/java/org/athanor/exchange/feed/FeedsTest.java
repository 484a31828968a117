package org.athanor.exchange.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.testing.Plugins;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedsTest {

    private static final Slot SLOT = new Slot("list", SlotDeclaration.many("loggers", MetricsLogger.class));

    /** The file that versions of a logger share; a version knows how much of it is its own and its predecessors'. */
    private final List<Long> file = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private Result<Result.Done> migration = Result.done();
    private final Feeds feeds = new Feeds("test", (state, plugin) -> migration.map(done -> state));

    @BeforeEach
    void listen() {
        feeds.listen((binding, problem) -> {
            failures.add(problem.message());
            failed.countDown();
        });
    }

    private final class ListLogger implements MetricsLogger, Stateful {

        private final long failsAt;
        private boolean restored;

        private ListLogger(long failsAt) {
            this.failsAt = failsAt;
        }

        @Override
        public void metrics(long step, long maxSteps, List<Metric> metrics) {
            if (step == failsAt) {
                throw new IllegalStateException("no room for " + step);
            }
            synchronized (file) {
                file.add(step);
            }
        }

        @Override
        public void event(RunEvent event) {
            throw new AssertionError("no events here");
        }

        @Override
        public StateSnapshot snapshot() {
            synchronized (file) {
                return new StateSnapshot("length", 1, String.valueOf(file.size()));
            }
        }

        @Override
        public Result<Result.Done> restore(StateSnapshot snapshot) {
            restored = true;
            synchronized (file) {
                file.subList(Integer.parseInt(snapshot.json()), file.size()).clear();
            }
            return Result.done();
        }
    }

    private PluginBinding version(String version, long failsAt) {
        return Plugins.binding(SLOT, Plugins.descriptor("logger", MetricsLogger.class, "list", version), 1,
                new ListLogger(failsAt));
    }

    private void post(long from, long to) {
        for (long step = from; step <= to; step++) {
            long posted = step;
            feeds.post(MetricsLogger.class, logger -> logger.metrics(posted, 100, List.of()));
        }
    }

    private static List<Long> steps(long to) {
        return java.util.stream.LongStream.rangeClosed(1, to).boxed().toList();
    }

    @Test
    void anExchangeLosesNothingAndRepeatsNothing() {
        feeds.switchTo(List.of(version("1", -1)));
        post(1, 50);
        feeds.switchTo(List.of(version("2", -1)));
        post(51, 90);
        feeds.confirm();
        post(91, 100);
        feeds.end();
        assertThat(file).isEqualTo(steps(100));
        assertThat(failures).isEmpty();
    }

    @Test
    void aRollbackLosesNothingAndRepeatsNothing() {
        PluginBinding old = version("1", -1);
        feeds.switchTo(List.of(old));
        post(1, 50);
        feeds.switchTo(List.of(version("2", -1)));
        post(51, 90);
        feeds.takeBack(List.of(old));
        post(91, 100);
        feeds.end();
        assertThat(file).isEqualTo(steps(100));
    }

    @Test
    void aNewVersionThatFailsIsMadeUpForByTheOldOne() throws InterruptedException {
        PluginBinding old = version("1", -1);
        feeds.switchTo(List.of(old));
        post(1, 50);
        feeds.switchTo(List.of(version("2", 70)));
        post(51, 90);
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        feeds.takeBack(List.of(old));
        feeds.end();
        assertThat(file).isEqualTo(steps(90));
        assertThat(failures).singleElement().asString().contains("no room for 70");
    }

    @Test
    void aStateThatTheNewVersionCannotTakeIsNamedAndTheOldOneMakesUpForIt() throws InterruptedException {
        migration = Result.err(Problem.of(Problem.Kind.FAILED, "the migrator loses the field 'steps'"));
        PluginBinding old = version("1", -1);
        feeds.switchTo(List.of(old));
        post(1, 50);
        feeds.switchTo(List.of(version("2", -1)));
        post(51, 90);
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        feeds.takeBack(List.of(old));
        feeds.end();
        assertThat(file).isEqualTo(steps(90));
        assertThat(failures).singleElement().asString().contains("the migrator loses the field 'steps'");
    }

    @Test
    void aLoggerThatFailsIsSetAsideAndHeardOfOnce() throws InterruptedException {
        feeds.switchTo(List.of(version("1", 3)));
        post(1, 50);
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        post(51, 60);
        feeds.end();
        assertThat(file).isEqualTo(steps(2));
        assertThat(failures).hasSize(1);
    }

    @Test
    void aLoggerThatThrowsAnErrorIsSetAsideAndKeepsNobodyWaiting() throws InterruptedException {
        feeds.switchTo(List.of(version("1", -1)));
        feeds.post(MetricsLogger.class, logger ->
                logger.event(new RunEvent(1, RunEvent.Level.INFO, "started", "it began")));
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(feeds.snapshots().states()).isEmpty();
        assertThat(failures).singleElement().asString().contains("no events here");
        feeds.end();
    }

    @Test
    void aSuccessorIsGivenTheStateHoweverSoonTheExchangeIsKept() {
        for (int exchange = 0; exchange < 200; exchange++) {
            ListLogger successor = new ListLogger(-1);
            feeds.switchTo(List.of(Plugins.binding(SLOT, Plugins.descriptor("logger", MetricsLogger.class, "list",
                    "1." + exchange), 1, successor)));
            feeds.confirm();
            feeds.snapshots();
            assertThat(successor.restored).as("exchange %d", exchange).isEqualTo(exchange > 0);
        }
        feeds.end();
    }

    @Test
    void aSnapshotCountsEverythingHandedOverBefore() {
        feeds.switchTo(List.of(version("1", -1)));
        post(1, 1000);
        assertThat(feeds.snapshots().states()).containsEntry("list", new StateSnapshot("length", 1, "1000"));
        feeds.end();
    }

    @Test
    void whatIsKeptForGoodIsNotWhatALaterExchangeMayTakeBack() {
        PluginBinding first = version("1", -1);
        PluginBinding second = version("2", -1);
        feeds.switchTo(List.of(first));
        post(1, 50);
        feeds.switchTo(List.of(second));
        post(51, 90);
        feeds.switchTo(List.of(version("3", -1)));
        post(91, 120);
        feeds.confirm(List.of(first));
        feeds.takeBack(List.of(second));
        post(121, 130);
        feeds.end();
        assertThat(file).isEqualTo(steps(130));
        assertThat(failures).isEmpty();
    }

    @Test
    void whatAPluginSaysOfItselfDoesNotCount() {
        MetricsLogger changing = new MetricsLogger() {
            private int hash;

            @Override
            public int hashCode() {
                return hash++;
            }

            @Override
            public boolean equals(Object other) {
                return false;
            }

            @Override
            public void metrics(long step, long maxSteps, List<Metric> metrics) {
                synchronized (file) {
                    file.add(step);
                }
            }
        };
        PluginBinding binding = Plugins.binding(SLOT, Plugins.descriptor("logger", MetricsLogger.class, "list", "1"), 1,
                changing);
        feeds.switchTo(List.of(binding));
        post(1, 10);
        feeds.switchTo(List.of(binding));
        post(11, 20);
        feeds.end();
        assertThat(file).isEqualTo(steps(20));
    }
}
