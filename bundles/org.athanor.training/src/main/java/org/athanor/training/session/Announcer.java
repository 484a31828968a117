package org.athanor.training.session;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.training.logging.LoggerFeeds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the loggers, the container's log and the run's ledger what happens in a session. Thread-safe. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final String session;
    private final LoggerFeeds feeds;
    private final SwapTable ledger;
    private final AtomicLong failedCalls = new AtomicLong();

    Announcer(String session, LoggerFeeds feeds, SwapTable ledger) {
        this.session = session;
        this.feeds = feeds;
        this.ledger = ledger;
    }

    void announce(long step, Level level, String type, String message) {
        announce(new RunEvent(step, level, type, message));
    }

    void announce(RunEvent event) {
        switch (event.level()) {
            case INFO -> LOG.info("{}: {}", session, event.message());
            case WARNING -> LOG.warn("{}: {}", session, event.message());
            case ERROR -> LOG.error("{}: {}", session, event.message());
        }
        feeds.post(logger -> logger.event(event));
    }

    void record(String type, Map<String, ?> fields) {
        ledger.write(type, fields);
    }

    /** Counts a call of a plugin that failed and was not part of an exchange that was taken back. */
    void callFailed() {
        failedCalls.incrementAndGet();
    }

    long failedCalls() {
        return failedCalls.get();
    }
}
