package org.athanor.exchange.probe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.Health;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.osgi.framework.BundleContext;

/**
 * Writes the steps that it hears of into {@code steps.txt} in the run folder, and into {@code lifecycle.txt} when it is
 * activated and deactivated. Its state is the length of the first. The property {@code fault} lets it be unhealthy or
 * fail at its third step.
 */
public final class JournalLogger implements MetricsLogger, Stateful, Health.Reporting {

    private static final int THIRD = 3;
    private static final int BUFFER = 8192;

    private final String version;
    private final String fault;
    private final Path folder;
    private final StringBuilder buffer = new StringBuilder();
    private int heard;

    /** Called by Declarative Services. */
    public JournalLogger(BundleContext context, Map<String, Object> configuration) {
        version = context.getBundle().getVersion().toString();
        fault = String.valueOf(configuration.get("fault"));
        folder = Path.of((String) configuration.get("athanor.session.directory"));
        note("activated with " + configuration.get("every").getClass().getSimpleName());
    }

    /** Called by Declarative Services. */
    public void deactivate() {
        note("deactivated");
    }

    private void note(String what) {
        append("lifecycle.txt", version + " " + what + "\n");
    }

    private void append(String file, String lines) {
        try {
            Files.writeString(folder.resolve(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Health health() {
        return fault.equals("health") ? Health.bad("it has a cold") : Health.good();
    }

    @Override
    public void metrics(long step, long maxSteps, List<Metric> metrics) {
        buffer.append(step).append('\n');
        if (buffer.length() > BUFFER) {
            flush();
        }
        heard++;
        if (fault.equals("third-step") && heard == THIRD) {
            throw new IllegalStateException("it has lost its pen");
        }
    }

    @Override
    public void flush() {
        append("steps.txt", buffer.toString());
        buffer.setLength(0);
    }

    @Override
    public StateSnapshot snapshot() {
        flush();
        try {
            return new StateSnapshot("journal", 1, String.valueOf(Files.size(folder.resolve("steps.txt"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Result<Result.Done> restore(StateSnapshot snapshot) {
        buffer.setLength(0);
        try (RandomAccessFile steps = new RandomAccessFile(folder.resolve("steps.txt").toFile(), "rw")) {
            steps.setLength(Long.parseLong(snapshot.json()));
            return Result.done();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
