package org.athanor.storage.memory;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import org.athanor.api.storage.Entry;

/** The parts of an entry; immutable, so a reader keeps what it has opened. */
record MemoryEntry(Map<String, byte[]> content) implements Entry {

    MemoryEntry {
        content = Map.copyOf(content);
    }

    long bytes() {
        return content.values().stream().mapToLong(part -> part.length).sum();
    }

    @Override
    public Set<String> parts() {
        return content.keySet();
    }

    @Override
    public SeekableByteChannel read(String part) throws IOException {
        byte[] bytes = content.get(part);
        if (bytes == null) {
            throw new NoSuchFileException(part, null, "the entry has no such part");
        }
        return new BytesChannel(bytes);
    }

    @Override
    public void close() {
        // Memory needs no closing.
    }
}
