package org.athanor.durable.ledger;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/**
 * An open ledger. It writes through a {@link RandomAccessFile} and not through a channel, because a channel is closed
 * for good when the thread that writes is interrupted.
 */
final class FileLedger implements Ledger {

    private final Path file;
    private final RandomAccessFile access;
    private final Clock clock;
    private ChainedLine last;
    private long length;
    private boolean closed;

    private FileLedger(Path file, RandomAccessFile access, Clock clock, ChainedLine last, long length) {
        this.file = file;
        this.access = access;
        this.clock = clock;
        this.last = last;
        this.length = length;
    }

    /** Takes over an opened file; cuts off a last line that is torn. */
    static FileLedger open(Path file, RandomAccessFile access, Clock clock) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(access.length())];
        access.seek(0);
        access.readFully(bytes);
        ChainedLine last = new ChainedLine(0, "", ChainedLine.NONE, "");
        int whole = 0;
        // A line without its end is torn; any other that cannot be read was changed: it stays, for the check to name.
        long number = 0;
        for (int end = LedgerFile.endOfLine(bytes, 0); end < bytes.length; end = LedgerFile.endOfLine(bytes, whole)) {
            number++;
            Optional<ChainedLine> line = LedgerFile.decode(bytes, whole, end).flatMap(ChainedLine::parse);
            last = line.orElse(new ChainedLine(number, last.hash(), last.hash(), ""));
            whole = end + 1;
        }
        FileLedger ledger = new FileLedger(file, access, clock, last, whole);
        if (whole < bytes.length) {
            access.setLength(whole);
            ledger.append("repaired", Map.of("cut_bytes", bytes.length - whole, "reason", "the last line was torn"))
                    .unwrap();
        }
        return ledger;
    }

    @Override
    public synchronized Result<String> append(String type, Map<String, ?> fields) {
        if (closed) {
            return Result.err(Problem.of(Kind.IO, "the ledger is closed", file.toString(), ""));
        }
        ChainedLine line = ChainedLine.of(last.number() + 1, clock.instant(), type, fields, last.hash());
        byte[] bytes = (line.text() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (access.length() != length) {
                access.setLength(length);
            }
            access.seek(length);
            access.write(bytes);
            access.getFD().sync();
        } catch (IOException e) {
            return Result.err(Problem.failed("cannot append to the ledger", e).at(file.toString())
                    .withRemedy(takeBack()));
        }
        length += bytes.length;
        last = line;
        return Result.ok(line.hash());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                access.close();
            } catch (IOException e) {
                // Every line was forced when it was written: a failing close loses nothing.
                return;
            }
        }
    }

    private String takeBack() {
        try {
            access.setLength(length);
            access.getFD().sync();
            return "free space on the disk; the ledger is as it was";
        } catch (IOException e) {
            return "free space on the disk; the half line is cut off by the next append";
        }
    }
}
