package org.athanor.shell.log;

import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Forwards entries of the OSGi Log Service to SLF4J, under the name of the bundle that wrote them. */
@Component(service = {})
public final class LogForwarder implements LogListener {

    private final LogReaderService reader;

    @Activate
    public LogForwarder(@Reference LogReaderService reader) {
        this.reader = reader;
        reader.addLogListener(this);
    }

    @Deactivate
    void stop() {
        reader.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        Bundle bundle = entry.getBundle();
        // The prefix keeps framework events about our own bundles out of the log, which has those bundles at INFO.
        String name = "osgi." + (bundle == null || bundle.getSymbolicName() == null ? entry.getLoggerName()
                : bundle.getSymbolicName());
        Level level = switch (entry.getLogLevel()) {
            case AUDIT, ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
        LoggerFactory.getLogger(name).atLevel(level).setCause(entry.getException())
                .log(entry.getMessage());
    }
}
