package org.athanor.exchange.session;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.metrics.RunEvent;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.work.RunningWork;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The end of a run: its last lines, its report, and letting everything go. */
public final class Ending implements WorkLoop.Duties {

    private final Machinery machinery;
    private final RunningWork work;
    private final Runnable stepCompleted;
    private final CompletableFuture<RunReport> report;

    /** {@code stepCompleted}: what belongs after each step. */
    public Ending(Machinery machinery, RunningWork work, Runnable stepCompleted,
            CompletableFuture<RunReport> report) {
        this.machinery = machinery;
        this.work = work;
        this.stepCompleted = stepCompleted;
        this.report = report;
    }

    @Override
    public void stepCompleted() {
        stepCompleted.run();
    }

    @Override
    public void event(RunEvent event) {
        machinery.announcer().announce(event);
    }

    @Override
    public void conclude(State end, String reason) {
        SessionLife life = machinery.life();
        try {
            Map<String, Object> results = work.results();
            String message = end.word() + " after step " + work.step() + (reason.isEmpty() ? "" : ": " + reason);
            machinery.announcer().announce(work.step(), end == State.FAILED ? Level.ERROR : Level.INFO, "ended",
                    message);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("status", end.word());
            line.put("step", work.step());
            results.entrySet().stream().filter(result -> result.getValue() instanceof String)
                    .forEach(result -> line.put(result.getKey(), result.getValue()));
            line.put("reason", reason);
            machinery.announcer().record("ended", line);
            machinery.feeds().end();
            RunReport result = new RunReport(life.id(), life.kind().name(), end.word(), work.step(), results,
                    peakResidentBytes(), life.resumes(), machinery.swaps().all(), machinery.announcer().failedCalls(),
                    loadersAlive(), reason);
            life.folder().writeReport(result);
            become(end, reason);
            report.complete(result);
        } catch (IOException e) {
            unreported(new ProblemException(new Problem(Problem.Kind.IO, Problem.failed(
                    "the report could not be written", e).what(), life.folder().path().toString(), "free space; what "
                            + "the run has learnt is in its checkpoints: train:resume " + life.id(),
                    Optional.of(e))));
        } catch (Throwable e) {
            unreported(e);
        }
    }

    private void unreported(Throwable failure) {
        try {
            become(State.FAILED, failure instanceof ProblemException known ? known.problem().what()
                    : "the report could not be written: " + failure.getMessage());
        } finally {
            report.completeExceptionally(failure);
        }
    }

    private void become(State end, String reason) {
        machinery.state().become(end, reason);
        try {
            work.ended();
            machinery.state().inUse().ifPresent(generation -> generation.threads().rest());
        } finally {
            machinery.barrier().close();
            machinery.life().ledger().close();
        }
    }

    /** The plugin manager is there in every container; a session can live without one in tests of its own. */
    private int loadersAlive() {
        BundleContext context = machinery.life().context();
        ServiceReference<Plugins> reference = context.getServiceReference(Plugins.class);
        Plugins plugins = reference == null ? null : context.getService(reference);
        if (plugins == null) {
            return 0;
        }
        try {
            return plugins.loadersAlive(machinery.life().id());
        } finally {
            context.ungetService(reference);
        }
    }

    /** Linux keeps the peak; elsewhere what Java has taken now is the best that there is. */
    private static long peakResidentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted()
                + ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
    }
}
