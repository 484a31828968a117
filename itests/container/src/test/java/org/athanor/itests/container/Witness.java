package org.athanor.itests.container;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;

/**
 * Tells of each step that a session takes, and can hold the end of a session up. It runs in a bundle of its own, so it
 * meets the tests only in objects of the JDK, which they leave among the system properties.
 */
public final class Witness implements MetricsLogger {

    /** Key of the steps in the order in which they were told, a {@code BlockingQueue<Long>}. */
    static final String STEPS = "athanor.itests.steps";

    @Override
    public void metrics(long step, long maxSteps, List<Metric> metrics) {
        if (metrics.stream().anyMatch(metric -> metric.name().equals("train/loss"))) {
            steps().add(step);
        }
    }

    @Override
    public void event(RunEvent event) {
        if (event.type().equals("ended") && System.getProperties().containsKey(EchoHandler.LEAVE)) {
            try {
                shared(EchoHandler.INSIDE, CountDownLatch.class).countDown();
                shared(EchoHandler.LEAVE, CountDownLatch.class).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("it was interrupted", e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static BlockingQueue<Long> steps() {
        return shared(STEPS, BlockingQueue.class);
    }

    private static <T> T shared(String key, Class<T> type) {
        return type.cast(Objects.requireNonNull(System.getProperties().get(key), key));
    }
}
