package org.athanor.exchange.work;

/**
 * How the threads are that run the plugins of a generation.
 *
 * @param workers how many compute side by side, from 1
 * @param setUp runs first on each thread
 */
public record ThreadPlan(int workers, Runnable setUp) {

    /** One thread that needs no setting up. */
    public static final ThreadPlan SINGLE = new ThreadPlan(1, () -> { });
}
