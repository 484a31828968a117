package org.athanor.conformance.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.athanor.api.metrics.Console;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The console that the plugin gets: it keeps what is printed. Thread-safe. */
public final class RecordingConsole implements Console, AutoCloseable {

    private static final int WIDTH = 80;

    private final List<String> lines = new ArrayList<>();
    private final ServiceRegistration<Console> registration;

    /** Takes the place of the console of the container for whoever asks for one from now on. */
    public RecordingConsole(BundleContext context) {
        registration = context.registerService(Console.class, this,
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    }

    /** Returns the lines since the last time. */
    public synchronized List<String> takeAll() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public synchronized void println(String line) {
        lines.add(line);
    }

    @Override
    public void progress(String line) {
        // Nobody watches.
    }

    @Override
    public void endProgress() {
        // There is no progress line.
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
