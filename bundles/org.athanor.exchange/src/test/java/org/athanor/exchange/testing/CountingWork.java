package org.athanor.exchange.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.Host;
import org.athanor.exchange.work.Job;
import org.athanor.exchange.work.LiveSetting;
import org.athanor.exchange.work.SlotDeclaration;
import org.athanor.exchange.work.Work;

/**
 * A kind of work that counts its steps and tells its loggers of each. It has no end of its own. A test may let
 * something happen on the thread of a session, which fails or hangs as it does.
 */
public final class CountingWork implements Work {

    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Map<String, Runnable> beforeStep = new ConcurrentHashMap<>();
    private final Map<String, Runnable> atStart = new ConcurrentHashMap<>();
    private final Map<String, Runnable> atTakeover = new ConcurrentHashMap<>();

    /** Lets a session make no step; it stands at its barrier all the time. */
    public void hold(String session) {
        held.add(session);
    }

    /** Lets a session that was held go on. */
    public void release(String session) {
        held.remove(session);
    }

    /** Lets something happen before the next step of a session. */
    public void beforeStep(String session, Runnable action) {
        beforeStep.put(session, action);
    }

    /** Lets something happen while a session is started. */
    public void atStart(String session, Runnable action) {
        atStart.put(session, action);
    }

    /** Lets something happen when the next generation of a session takes over. */
    public void atTakeover(String session, Runnable action) {
        atTakeover.put(session, action);
    }

    private static void once(Map<String, Runnable> actions, String session) {
        Optional.ofNullable(actions.remove(session)).ifPresent(Runnable::run);
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public List<SlotDeclaration> slots() {
        return List.of(SlotDeclaration.many("loggers", MetricsLogger.class));
    }

    @Override
    public Set<String> sections() {
        return Set.of("counting");
    }

    @Override
    public Result<Job> read(Section root) {
        return Result.ok(new SimpleJob(Counting::new));
    }

    private final class Counting extends IdleWork {

        private final Host host;
        private volatile long step;
        private volatile long noted;

        Counting(Host host) {
            this.host = host;
            once(atStart, host.id());
        }

        @Override
        public Result<Ready> ready(Generation next) {
            return Result.ok(() -> once(atTakeover, host.id()));
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public boolean advance() {
            if (held.contains(host.id())) {
                Thread.onSpinWait();
                return true;
            }
            once(beforeStep, host.id());
            long next = step + 1;
            host.feed(MetricsLogger.class, logger -> logger.metrics(next, 0, List.of(Metric.of(next, "count",
                    (double) next))));
            step = next;
            return true;
        }

        @Override
        public List<LiveSetting> settings() {
            return List.of(LiveSetting.whole("counting.note", () -> noted, () -> 0L, value -> noted = value));
        }

    }
}
