package org.athanor.training.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.training.logging.LoggerFeeds;
import org.athanor.training.session.SmallPlugins.Causal;
import org.athanor.training.session.SmallPlugins.Cooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class EndingTest {

    /** A ledger that can neither be written nor closed. */
    private static final Ledger STUCK = new Ledger() {
        @Override
        public Result<String> append(String type, Map<String, ?> fields) {
            throw new StackOverflowError("no line");
        }

        @Override
        public void close() {
            throw new IllegalStateException("it is stuck");
        }
    };

    @TempDir
    private Path folder;

    @Test
    void whoeverWaitsForTheReportHearsOfAnErrorAtTheEnd() throws Exception {
        Map<String, Object> plugins = SmallPlugins.base(new Causal(), new Cooling());
        try (SmallSession session = new SmallSession(folder, 9, plugins).run(1)) {
            RunFolder run = new RunFolder(folder);
            BundleContext context = SmallSession.nothing(BundleContext.class);
            RunJars jars = new RunJars(context, run);
            LoggerFeeds feeds = new LoggerFeeds("ends", (snapshot, plugin) -> Result.ok(snapshot));
            SwapTable swaps = new SwapTable(STUCK, jars, List.of());
            Announcer announcer = new Announcer("ends", feeds, swaps);
            CompletableFuture<RunReport> report = new CompletableFuture<>();
            Barrier barrier = new Barrier();
            // What only builds generations or writes checkpoints has no part in the end.
            RunLife life = new RunLife(context, run, jars, STUCK, null, null, null, null, 0);

            assertThatThrownBy(() -> new Ending("ends", life, session.state, barrier, feeds, swaps, announcer, null,
                    new SettingChanges(session.state, announcer, List.of()), new Speed(), report)
                            .conclude(State.COMPLETED, "")).isInstanceOf(IllegalStateException.class);

            assertThatThrownBy(report::join).isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(session.state.detail()).isEqualTo("the report could not be written: no line");
            assertThat(CompletableFuture.supplyAsync(() -> barrier.call(() -> "asked")).join()).isEqualTo("asked");
        }
    }
}
