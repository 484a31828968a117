package org.athanor.exchange.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.osgi.framework.BundleContext;

/**
 * How long plugin code may take before it counts as hanging: {@value #TIMES} times what the slowest took that came
 * back, and never less than a bound that its user may set. Before any came back, {@value #TIMES} times that bound.
 * Thread-safe.
 */
public final class Patience {

    /** The framework property with the least bound of a step, in seconds. */
    public static final String PROPERTY = "athanor.hang.seconds";

    private static final String LEAST_SECONDS = "60";
    private static final int TIMES = 10;
    private static final int LONG_CALLS = 5;
    private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(30);

    private final long leastMillis;
    private final long unknownMillis;
    private final boolean learns;
    private final AtomicLong slowestMillis = new AtomicLong(-1);
    private volatile boolean lost;

    private Patience(long leastMillis, long unknownMillis, boolean learns) {
        this.leastMillis = leastMillis;
        this.unknownMillis = unknownMillis;
        this.learns = learns;
    }

    /**
     * Returns the patience with what takes about as long as steps.
     *
     * @throws ProblemException when the property has no sense
     */
    public static Patience of(BundleContext context) {
        String given = context.getProperty(PROPERTY);
        String seconds = given == null ? LEAST_SECONDS : given.strip();
        if (!seconds.matches("[0-9]{1,7}") || Long.parseLong(seconds) < 1
                || Long.parseLong(seconds) > LONGEST_SECONDS) {
            throw new ProblemException(Problem.of(Kind.CONFIGURATION, "'" + given + "' is no number of seconds",
                    PROPERTY, "give it a whole number from 1 to " + LONGEST_SECONDS));
        }
        long millis = TimeUnit.SECONDS.toMillis(Long.parseLong(seconds));
        return new Patience(millis, TIMES * millis, true);
    }

    /** Returns a patience that learns nothing. */
    public static Patience always(long millis) {
        return new Patience(millis, millis, false);
    }

    /** Returns the patience with a call that has more to do than a step, such as writing a checkpoint. */
    public Patience forLongCalls() {
        return new Patience(LONG_CALLS * leastMillis, unknownMillis, learns);
    }

    /** Returns the bound in milliseconds. */
    public long millis() {
        long slowest = slowestMillis.get();
        return slowest < 0 || !learns ? unknownMillis : Math.max(leastMillis, TIMES * slowest);
    }

    /** Notes how long something took that came back. */
    public void took(long nanos) {
        slowestMillis.accumulateAndGet(nanos / 1_000_000, Math::max);
    }

    /** Notes that something was given up, which may still run. */
    void lose() {
        lost = true;
    }

    /** Returns whether something was ever given up. */
    boolean wasLost() {
        return lost;
    }
}
