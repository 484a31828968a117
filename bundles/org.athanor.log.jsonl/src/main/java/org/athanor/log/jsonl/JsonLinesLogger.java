package org.athanor.log.jsonl;

import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.athanor.api.metrics.Metric;
import org.athanor.api.metrics.MetricsLogger;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Health;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Writes metrics as JSON lines. Its state is the length of the file: restored, it cuts off what was written after the
 * snapshot, so that a run which repeats steps writes each of them once. Without a state to restore (a checkpoint of a
 * time when the logger did not take part) it appends, and repeated steps stand in the file twice. Lines that cannot be
 * written wait in memory for room.
 */
@AthanorPlugin(name = "jsonl", kind = MetricsLogger.class, configKey = "jsonl", defaultFor = "training:loggers",
        stateSchema = JsonLinesLogger.SCHEMA, stateVersion = JsonLinesLogger.VERSION)
@Component(name = "org.athanor.log.jsonl", service = MetricsLogger.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JsonLinesConfig.class, factory = true)
public final class JsonLinesLogger implements MetricsLogger, Stateful, Health.Reporting {

    static final String SCHEMA = "jsonl.offset";
    static final int VERSION = 1;

    /** How many bytes of lines wait for room on a full disk. */
    private static final int MOST = 64 << 20;

    private final LineFile file;
    private final Optional<SharedFile> shared;
    private final boolean timing;
    private final MetricLine lines = new MetricLine();
    private boolean claimed;

    @Activate
    public JsonLinesLogger(JsonLinesConfig config, SessionScope session) {
        this(path(config, session), config.timing(), config.path().isBlank() || session.repeats() ? Optional.empty()
                : Optional.of(new SharedFile(path(config, session), session.run(), session.id())));
    }

    JsonLinesLogger(Path path, boolean timing, Optional<SharedFile> shared) {
        this.file = new LineFile(path);
        this.timing = timing;
        this.shared = shared;
    }

    private static Path path(JsonLinesConfig config, SessionScope session) {
        return config.path().isBlank() || session.repeats() ? Path.of(session.directory(), "metrics.jsonl")
                : Path.of(session.base()).resolve(config.path());
    }

    @Override
    public Health health() {
        return shared.map(SharedFile::health).orElse(Health.good());
    }

    @Override
    public synchronized void metrics(long step, long maxSteps, List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (timing || metric.source() == Metric.Source.COMPUTATION) {
                file.add(lines.of(metric));
            }
        }
        try {
            claim();
            file.writeMany();
        } catch (IOException failure) {
            throw file.waiting() < MOST ? unwritable(failure) : new ProblemException(Problem.failed("gives up with "
                    + file.waiting() + " bytes of metrics that cannot be written", failure).at(file.path().toString()));
        }
    }

    private void claim() throws IOException {
        if (!claimed && shared.isPresent()) {
            shared.get().claim();
        }
        claimed = true;
    }

    @Override
    public synchronized void flush() {
        length();
    }

    @Override
    public synchronized StateSnapshot snapshot() {
        return new StateSnapshot(SCHEMA, VERSION, "{\"bytes\":" + length() + "}");
    }

    @Override
    public synchronized Result<Result.Done> restore(StateSnapshot snapshot) {
        if (!snapshot.schema().equals(SCHEMA) || snapshot.version() != VERSION) {
            return Result.err(Problem.of(Problem.Kind.REFUSED, "the logger jsonl reads " + SCHEMA + " version "
                    + VERSION + ", not " + snapshot.schema() + " version " + snapshot.version()));
        }
        try (JsonReader in = JsonProvider.provider().createReader(new StringReader(snapshot.json()))) {
            long bytes = in.readObject().getJsonNumber("bytes").longValueExact();
            long size = file.size();
            if (bytes < 0 || size < bytes) {
                return Result.err(Problem.of(Problem.Kind.IO, (size == 0 ? "the file is missing" : "the file has "
                        + size + " bytes") + ", " + bytes + " had been written", file.path().toString(),
                        "what comes now is added to what there is"));
            }
            file.cutTo(bytes);
            return Result.done();
        } catch (IOException unreadable) {
            return Result.err(unwritable(unreadable).problem());
        } catch (RuntimeException malformed) {
            return Result.err(Problem.failed("the state of the logger jsonl cannot be read", malformed));
        }
    }

    /**
     * Closes the file as it is. Whoever lets the logger go in an orderly way has flushed it; what is left is of an
     * instance that was turned down, and its lines have been given to the instance before it again.
     */
    @Deactivate
    synchronized void close() throws IOException {
        file.close();
    }

    private long length() {
        try {
            return file.flush();
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private ProblemException unwritable(IOException failure) {
        return new ProblemException(new Problem(Problem.Kind.IO, "metrics cannot be written: " + failure.getMessage(),
                file.path().toString(), "make room or set jsonl.path", Optional.of(failure)));
    }
}
