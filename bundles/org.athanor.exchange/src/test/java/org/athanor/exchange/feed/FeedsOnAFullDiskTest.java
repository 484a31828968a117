package org.athanor.exchange.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.testing.Plugins;
import org.athanor.exchange.work.SlotDeclaration;
import org.junit.jupiter.api.Test;

/** What a plugin cannot write for a time is not lost, in an exchange or out of one. */
class FeedsOnAFullDiskTest {

    private static final Slot SLOT = new Slot("list", SlotDeclaration.many("loggers", MetricsLogger.class));

    private final List<Long> file = new ArrayList<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private final Feeds feeds = new Feeds("test", (state, plugin) -> Result.ok(state));

    /** Keeps what it is told while there is no room for it. */
    private final class WaitingLogger implements MetricsLogger, Stateful {

        private final List<Long> waiting = new ArrayList<>();

        @Override
        public void metrics(long step, long maxSteps, List<Metric> metrics) {
            waiting.add(step);
            flush();
        }

        @Override
        public void flush() {
            if (full.get()) {
                throw new ProblemException(Problem.of(Problem.Kind.IO, "there is no room"));
            }
            synchronized (file) {
                file.addAll(waiting);
            }
            waiting.clear();
        }

        @Override
        public StateSnapshot snapshot() {
            synchronized (file) {
                return new StateSnapshot("length", 1, String.valueOf(file.size()));
            }
        }

        @Override
        public Result<Result.Done> restore(StateSnapshot snapshot) {
            waiting.clear();
            synchronized (file) {
                int length = Integer.parseInt(snapshot.json());
                if (length > file.size()) {
                    return Result.err(Problem.of(Problem.Kind.IO, "the file is missing"));
                }
                file.subList(length, file.size()).clear();
            }
            return Result.done();
        }
    }

    private void post(long from, long to) {
        for (long step = from; step <= to; step++) {
            long posted = step;
            feeds.post(MetricsLogger.class, logger -> logger.metrics(posted, 100, List.of()));
        }
    }

    private static List<Long> steps(long to) {
        return LongStream.rangeClosed(1, to).boxed().toList();
    }

    private PluginBinding waiting(String version) {
        return Plugins.binding(SLOT, Plugins.descriptor("logger", MetricsLogger.class, "list", version), 1,
                new WaitingLogger());
    }

    @Test
    void aLoggerWithoutRoomLosesNothingAndIsHeardOfOnceUntilItWasFlushed() throws InterruptedException {
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch failed = new CountDownLatch(1);
        feeds.listen((binding, problem) -> {
            failures.add(problem.message());
            failed.countDown();
        });
        feeds.switchTo(List.of(waiting("1")));
        full.set(true);
        post(1, 50);
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        Feeds.Snapshots without = feeds.snapshots();
        assertThat(without.states()).isEmpty();
        assertThat(without.absent().values()).containsExactly("there is no room");
        full.set(false);
        assertThat(feeds.snapshots().states()).containsEntry("list", new StateSnapshot("length", 1, "50"));
        assertThat(failures).containsExactly("there is no room");
        full.set(true);
        post(51, 60);
        assertThat(feeds.snapshots().states()).isEmpty();
        full.set(false);
        feeds.end();
        assertThat(file).isEqualTo(steps(60));
        assertThat(failures).containsExactly("there is no room", "there is no room");
    }

    @Test
    void whoeverMissesItsFileWhenARunGoesOnIsHeardOfAndGoesOn() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        feeds.listen((binding, problem) -> failed.countDown());
        feeds.switchTo(List.of(waiting("1")));
        feeds.restore(Map.of("list", new StateSnapshot("length", 1, "7")));
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        post(1, 20);
        feeds.end();
        assertThat(file).isEqualTo(steps(20));
    }

    @Test
    void aStateThatCouldNotBeHandedOverIsToldOfTheSuccessorAndTheOldOneMakesUpForIt() throws InterruptedException {
        PluginBinding old = waiting("1");
        PluginBinding fresh = waiting("2");
        List<PluginBinding> told = new CopyOnWriteArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        feeds.listen((binding, problem) -> {
            told.add(binding);
            both.countDown();
        });
        feeds.switchTo(List.of(old));
        post(1, 50);
        feeds.snapshots();
        full.set(true);
        feeds.switchTo(List.of(fresh));
        assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
        post(51, 90);
        feeds.takeBack(List.of(old));
        full.set(false);
        feeds.end();
        assertThat(told).contains(old, fresh);
        assertThat(file).isEqualTo(steps(90));
    }
}
