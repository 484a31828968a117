package org.athanor.plugins.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/** A ledger on a disk that is full for one line; nothing is read from it. */
final class FailingLedger implements Ledger, Ledgers {

    private final AtomicInteger untilFailure = new AtomicInteger();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private volatile String failed = "";

    /** Lets the so many-th line from now on fail; 0 for none. */
    void failAt(int line) {
        untilFailure.set(line);
    }

    /** Returns the words of the line that failed last. */
    String failed() {
        return failed;
    }

    /** Returns the words of all lines since this was last asked: for an action its kind, phase and bundle. */
    List<String> lines() {
        List<String> all = List.copyOf(lines);
        lines.clear();
        return all;
    }

    @Override
    public Result<Ledger> open(Path file) {
        return Result.ok(this);
    }

    @Override
    public Result<List<LedgerLine>> lines(Path file) {
        return Result.ok(List.of());
    }

    @Override
    public Result<Long> verify(Path file) {
        return Result.ok(0L);
    }

    @Override
    public Result<String> append(String type, Map<String, ?> fields) {
        String words = !type.equals("action") ? type : (fields.get("kind") + " " + fields.get("phase") + " "
                + Optional.<Object>ofNullable(fields.get("bundle")).orElse("")).strip();
        lines.add(words);
        if (untilFailure.getAndDecrement() != 1) {
            return Result.ok("hash");
        }
        failed = words;
        return Result.err(Problem.of(Kind.IO, "disk full"));
    }

    @Override
    public void close() {
    }
}
