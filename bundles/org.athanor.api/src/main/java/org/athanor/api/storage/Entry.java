package org.athanor.api.storage;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** An entry that is open for reading. */
@ConsumerType
public interface Entry extends AutoCloseable {

    /** Returns the names of the parts. */
    Set<String> parts();

    /**
     * Opens a part.
     *
     * @throws IOException when there is no such part or it cannot be read
     */
    SeekableByteChannel read(String part) throws IOException;

    @Override
    void close();
}
