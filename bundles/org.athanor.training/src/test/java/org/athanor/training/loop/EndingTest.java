package org.athanor.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.RunReport;
import org.athanor.api.session.SessionStatus.State;
import org.athanor.exchange.session.Ending;
import org.athanor.exchange.session.Machinery;
import org.athanor.training.loop.SmallPlugins.Causal;
import org.athanor.training.loop.SmallPlugins.Cooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            Machinery machinery = SmallMachinery.of(folder, STUCK);
            machinery.state().use(session.state.generation());
            CompletableFuture<RunReport> report = new CompletableFuture<>();
            assertThatThrownBy(() -> new Ending(machinery, session.work, () -> { }, report)
                    .conclude(State.COMPLETED, "")).isInstanceOf(IllegalStateException.class);

            assertThatThrownBy(report::join).isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(machinery.state().detail()).isEqualTo("the report could not be written: no line");
            assertThat(CompletableFuture.supplyAsync(() -> machinery.barrier().call(() -> "asked")).join())
                    .isEqualTo("asked");
        }
    }
}
