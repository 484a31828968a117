package org.athanor.api.lifecycle;

import java.nio.file.Path;
import java.util.List;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ProviderType;

/** Opens, reads and checks ledgers; a service. An absent file is a ledger without lines. */
@ProviderType
public interface Ledgers {

    /**
     * Opens a ledger for appending and creates it when it is absent. A torn last line, left by a crash, is cut off
     * and the cut is itself recorded.
     *
     * @return the ledger, or a problem that names the file
     */
    Result<Ledger> open(Path file);

    /**
     * Reads a ledger, whether or not it is open. A torn last line is passed over, and so is a line whose hash is not
     * that of its bytes: only {@link #verify(Path)} tells of it.
     *
     * @return the lines, oldest first, or a problem that names the file
     */
    Result<List<LedgerLine>> lines(Path file);

    /**
     * Checks the chain.
     *
     * @return the number of lines, or a problem that names the first line which is missing, changed or out of order
     */
    Result<Long> verify(Path file);
}
