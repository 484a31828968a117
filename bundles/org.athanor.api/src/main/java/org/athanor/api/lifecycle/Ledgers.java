package org.athanor.api.lifecycle;

import java.nio.file.Path;
import org.athanor.api.plugin.Result;
import org.osgi.annotation.versioning.ProviderType;

/** Opens ledgers; a service. */
@ProviderType
public interface Ledgers {

    /**
     * Opens a ledger for appending and creates it when it is absent. A torn last line, left by a crash, is cut off
     * and the cut is itself recorded.
     *
     * @return the ledger, or a problem that names the file
     */
    Result<Ledger> open(Path file);
}
