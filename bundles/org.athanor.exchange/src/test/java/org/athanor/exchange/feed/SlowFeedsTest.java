package org.athanor.exchange.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.testing.Plugins;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.Test;

/** Plugins that do not keep up hold nobody up. */
class SlowFeedsTest {

    private static final Slot SLOT = new Slot("list", SlotDeclaration.many("loggers", MetricsLogger.class));

    private final List<Long> file = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    private final class ListLogger implements MetricsLogger, Stateful {

        @Override
        public void metrics(long step, long maxSteps, List<Metric> metrics) {
            synchronized (file) {
                file.add(step);
            }
        }

        @Override
        public StateSnapshot snapshot() {
            synchronized (file) {
                return new StateSnapshot("length", 1, String.valueOf(file.size()));
            }
        }

        @Override
        public Result<Result.Done> restore(StateSnapshot snapshot) {
            synchronized (file) {
                file.subList(Integer.parseInt(snapshot.json()), file.size()).clear();
            }
            return Result.done();
        }
    }

    private PluginBinding version(String version) {
        return Plugins.binding(SLOT, Plugins.descriptor("logger", MetricsLogger.class, "list", version), 1,
                new ListLogger());
    }

    @Test
    void aStateThatComesTooLateIsToldAndNotWaitedForAgain() throws InterruptedException {
        Feeds impatient = new Feeds("test", (state, plugin) -> Result.ok(state), Duration.ofMillis(100),
                Duration.ofSeconds(30));
        CountDownLatch goOn = new CountDownLatch(1);
        PluginBinding slow = version("1");
        impatient.switchTo(List.of(slow));
        impatient.post(MetricsLogger.class, logger -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        impatient.post(MetricsLogger.class, logger -> logger.metrics(1, 100, List.of()));
        assertThat(impatient.snapshots().absent()).containsExactly(entry(slow, "it has not come within 0.1 s"));
        assertThat(impatient.snapshots()).isEqualTo(new Feeds.Snapshots(Map.of(),
                Map.of(slow, "it has not caught up since it was last asked")));
        CountDownLatch caughtUp = new CountDownLatch(1);
        impatient.post(MetricsLogger.class, logger -> caughtUp.countDown());
        goOn.countDown();
        caughtUp.await();
        assertThat(impatient.snapshots().states()).containsEntry("list", new StateSnapshot("length", 1, "1"));
        impatient.end();
    }

    @Test
    void aPluginThatHangsIsFlushedAndJoinedForNoLongerThanItsBounds() {
        Feeds impatient = new Feeds("test", (state, plugin) -> Result.ok(state), Duration.ofMillis(50),
                Duration.ofMillis(50));
        CountDownLatch never = new CountDownLatch(1);
        impatient.switchTo(List.of(version("1")));
        impatient.post(MetricsLogger.class, logger -> {
            while (never.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        impatient.end();
        never.countDown();
        assertThat(file).isEmpty();
    }

    @Test
    void whoeverHearsThatAPluginIsTooSlowMayTakeItBackAndHoldsNoLock() {
        Feeds impatient = new Feeds("test", (state, plugin) -> Result.ok(state), Duration.ofMillis(1),
                Duration.ofSeconds(30));
        CountDownLatch end = new CountDownLatch(1);
        PluginBinding old = version("1");
        AtomicBoolean locked = new AtomicBoolean(true);
        impatient.listen((binding, problem) -> {
            failures.add(problem.message());
            locked.set(Thread.holdsLock(impatient));
            end.countDown();
            impatient.takeBack(List.of(old));
        });
        impatient.switchTo(List.of(old));
        MetricsLogger stuck = (step, last, metrics) -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                // It is told to end, and does.
                return;
            }
        };
        impatient.switchTo(List.of(Plugins.binding(SLOT, Plugins.descriptor("logger", MetricsLogger.class, "list", "2"),
                2, stuck)));
        List<Long> posted = new ArrayList<>();
        for (long step = 1; failures.isEmpty(); step++) {
            long next = step;
            posted.add(next);
            impatient.post(MetricsLogger.class, logger -> logger.metrics(next, 0, List.of()));
        }
        impatient.end();
        assertThat(failures).singleElement().asString().contains("is too slow");
        assertThat(locked).isFalse();
        assertThat(file).isEqualTo(posted);
    }
}
