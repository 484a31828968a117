package org.athanor.exchange.session;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.feed.Feeds;
import org.athanor.exchange.swap.SwapTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the loggers, the container's log and the run's ledger what happens in a session. Thread-safe. */
public final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final String session;
    private final Feeds feeds;
    private final SwapTable ledger;
    private final AtomicLong failedCalls = new AtomicLong();

    /** Creates the announcer of a session. */
    public Announcer(String session, Feeds feeds, SwapTable ledger) {
        this.session = session;
        this.feeds = feeds;
        this.ledger = ledger;
    }

    /** Tells what happened. */
    public void announce(long step, Level level, String type, String message) {
        announce(new RunEvent(step, level, type, message));
    }

    /** Tells what happened. */
    public void announce(RunEvent event) {
        switch (event.level()) {
            case INFO -> LOG.info("{}: {}", session, event.message());
            case WARNING -> LOG.warn("{}: {}", session, event.message());
            case ERROR -> LOG.error("{}: {}", session, event.message());
        }
        feeds.post(MetricsLogger.class, logger -> logger.event(event));
    }

    /** Writes a line into the ledger of the run. */
    public Result<String> record(String type, Map<String, ?> fields) {
        return ledger.write(type, fields);
    }

    /** Counts a call of a plugin that failed and was not part of an exchange that was taken back. */
    public void callFailed() {
        failedCalls.incrementAndGet();
    }

    /** Returns how many there were. */
    public long failedCalls() {
        return failedCalls.get();
    }
}
