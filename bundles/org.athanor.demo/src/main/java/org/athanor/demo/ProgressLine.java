package org.athanor.demo;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.athanor.api.metrics.Console;
import org.athanor.api.session.Session;
import org.athanor.api.session.SessionStatus;
import org.athanor.api.training.Training;
import org.athanor.api.training.TrainingStatus;

/** Redraws the progress of a session until it is closed, then says how it ended. Elsewhere only that is said. */
final class ProgressLine implements AutoCloseable {

    private static final long PERIOD_MILLIS = 100;
    private static final int WIDEST_BAR = 30;

    private final Console console;
    private final String label;
    private final Session session;
    private final Future<?> drawing;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "athanor-demo-progress");
        thread.setDaemon(true);
        return thread;
    });

    ProgressLine(Console console, String label, Session session) {
        this.console = console;
        this.label = label;
        this.session = session;
        drawing = clock.scheduleAtFixedRate(() -> console.progress(line(label, session.status(), training(session),
                console.width())), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns one line; where there is no room for a bar, there is none. */
    static String line(String label, SessionStatus status, Optional<TrainingStatus> training, int width) {
        StringBuilder tail = new StringBuilder(String.format(Locale.ROOT, " %d/%d", status.step(),
                status.maxSteps()));
        training.filter(now -> !Double.isNaN(now.trainLoss())).ifPresent(now -> tail.append(String.format(Locale.ROOT,
                "  loss %.3f  %,.0f tokens/s", now.trainLoss(), now.tokensPerSecond())));
        int room = Math.min(WIDEST_BAR, width - label.length() - tail.length() - 4);
        if (room < 5) {
            return label + tail;
        }
        int done = (int) (room * status.step() / Math.max(1, status.maxSteps()));
        return label + " [" + "#".repeat(done) + "-".repeat(room - done) + "]" + tail;
    }

    /** Returns the line that stays when the session has ended. */
    static String end(String label, SessionStatus status, Optional<TrainingStatus> training) {
        return label + " " + status.state().word() + " after " + status.step() + " steps"
                + training.filter(last -> !Double.isNaN(last.evalLoss())).map(last -> String.format(Locale.ROOT,
                        ", loss %.4f on held-out text", last.evalLoss())).orElse("");
    }

    private static Optional<TrainingStatus> training(Session session) {
        return session.facet(Training.class).map(Training::training);
    }

    @Override
    public void close() throws InterruptedException {
        drawing.cancel(false);
        clock.shutdownNow();
        clock.awaitTermination(1, TimeUnit.SECONDS);
        String end = end(label, session.status(), training(session));
        if (console.interactive()) {
            console.progress(end);
            console.endProgress();
        } else {
            console.println(end);
        }
    }
}
