package org.athanor.durable.ledger;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.lifecycle.LedgerLine;
import org.athanor.api.lifecycle.Ledgers;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.durable.DurableFiles;
import org.osgi.service.component.annotations.Component;

/** Opens ledger files, each for one writer at a time, and reads and checks them. */
@Component(service = Ledgers.class)
public final class FileLedgers implements Ledgers {

    @Override
    public Result<Ledger> open(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        RandomAccessFile access;
        try {
            DurableFiles.createFolders(DurableFiles.folder(absolute));
            boolean created = !Files.exists(absolute);
            access = new RandomAccessFile(absolute.toFile(), "rw");
            if (created) {
                DurableFiles.forceFolder(DurableFiles.folder(absolute));
            }
        } catch (IOException e) {
            return Result.err(ioProblem(absolute, e));
        }
        try {
            if (access.getChannel().tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            return Result.ok(FileLedger.open(absolute, access, Clock.systemUTC()));
        } catch (OverlappingFileLockException e) {
            abandon(access);
            return Result.err(Problem.of(Kind.IO, "the ledger is open elsewhere", absolute.toString(),
                    "only one container may write to it"));
        } catch (IOException e) {
            abandon(access);
            return Result.err(ioProblem(absolute, e));
        } catch (ProblemException e) {
            abandon(access);
            return Result.err(e.problem());
        }
    }

    @Override
    public Result<List<LedgerLine>> lines(Path file) {
        return LedgerFile.lines(file);
    }

    @Override
    public Result<Long> verify(Path file) {
        return LedgerFile.verify(file);
    }

    private static void abandon(RandomAccessFile access) {
        try {
            access.close();
        } catch (IOException e) {
            // The problem that made us give up is the one to tell.
            return;
        }
    }

    private static Problem ioProblem(Path file, IOException e) {
        return Problem.failed("cannot open the ledger", e).at(file.toString());
    }
}
