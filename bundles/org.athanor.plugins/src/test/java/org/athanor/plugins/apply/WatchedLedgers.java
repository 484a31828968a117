package org.athanor.plugins.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.Result;
import org.athanor.durable.ledger.FileLedgers;

/** Ledger files; lets a test do something once a line is in one. */
final class WatchedLedgers implements Ledgers {

    private final Ledgers files = new FileLedgers();
    private volatile Consumer<String> watcher = line -> { };

    /** Lets {@code action} hear of each line: its type, or for an action the word and the phase. */
    void watch(Consumer<String> action) {
        watcher = action;
    }

    @Override
    public Result<Ledger> open(Path file) {
        return files.open(file).map(Watched::new);
    }

    private final class Watched implements Ledger {

        private final Ledger ledger;

        Watched(Ledger ledger) {
            this.ledger = ledger;
        }

        @Override
        public Result<String> append(String type, Map<String, ?> fields) {
            Result<String> appended = ledger.append(type, fields);
            watcher.accept(type.equals("action") ? fields.get("kind") + " " + fields.get("phase") : type);
            return appended;
        }

        @Override
        public void close() {
            ledger.close();
        }
    }

    @Override
    public Result<List<LedgerLine>> lines(Path file) {
        return files.lines(file);
    }

    @Override
    public Result<Long> verify(Path file) {
        return files.verify(file);
    }
}
