package org.athanor.training.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.torch.Digest;
import org.athanor.training.logging.LoggerFeeds;
import org.athanor.training.state.Progress;
import org.bytedeco.javacpp.Pointer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** What a step loop asks of its session, and the end of the run. */
final class Ending implements StepLoop.Duties {

    private final String id;
    private final RunLife life;
    private final SessionState state;
    private final Barrier barrier;
    private final LoggerFeeds feeds;
    private final SwapTable swaps;
    private final Announcer announcer;
    private final CheckpointWriter checkpoints;
    private final SettingChanges settings;
    private final Speed speed;
    private final CompletableFuture<RunReport> report;

    Ending(String id, RunLife life, SessionState state, Barrier barrier, LoggerFeeds feeds, SwapTable swaps,
            Announcer announcer, CheckpointWriter checkpoints, SettingChanges settings, Speed speed,
            CompletableFuture<RunReport> report) {
        this.id = id;
        this.life = life;
        this.state = state;
        this.barrier = barrier;
        this.feeds = feeds;
        this.swaps = swaps;
        this.announcer = announcer;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.speed = speed;
        this.report = report;
    }

    @Override
    public void saveCheckpoint() {
        checkpoints.write();
    }

    @Override
    public void stepCompleted() {
        settings.stepCompleted();
    }

    @Override
    public void event(RunEvent event) {
        announcer.announce(event);
    }

    @Override
    public void conclude(State end, String reason) {
        try {
            Progress progress = state.progress();
            String sha256 = Digest.parametersSha256(state.model().parameters());
            String message = end.word() + " after step " + progress.step() + (reason.isEmpty() ? "" : ": " + reason);
            announcer.announce(progress.step(), end == State.FAILED ? Level.ERROR : Level.INFO, "ended", message);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("status", end.word());
            line.put("step", progress.step());
            line.put("parameters_sha256", sha256);
            line.put("reason", reason);
            announcer.record("ended", line);
            feeds.end();
            RunReport result = new RunReport(id, end.word(), progress.step(), progress.tokens(), progress.trainLoss(),
                    progress.evalLoss(), sha256, speed.overall(), peakResidentBytes(), life.resumes(), swaps.all(),
                    announcer.failedCalls(), loadersAlive(), reason);
            life.folder().writeReport(result);
            state.become(end, reason);
            barrier.close();
            life.ledger().close();
            report.complete(result);
        } catch (Throwable e) {
            state.become(State.FAILED, "the report could not be written: " + e.getMessage());
            try {
                barrier.close();
                life.ledger().close();
            } finally {
                report.completeExceptionally(e);
            }
        }
    }

    /** The plugin manager is there in every container; a session can live without one in tests of its own. */
    private int loadersAlive() {
        BundleContext context = life.context();
        ServiceReference<Plugins> reference = context.getServiceReference(Plugins.class);
        Plugins plugins = reference == null ? null : context.getService(reference);
        if (plugins == null) {
            return 0;
        }
        try {
            return plugins.loadersAlive();
        } finally {
            context.ungetService(reference);
        }
    }

    /** Linux keeps the peak; elsewhere what is resident now is the best that there is. */
    private static long peakResidentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        }
        return Pointer.physicalBytes();
    }
}
