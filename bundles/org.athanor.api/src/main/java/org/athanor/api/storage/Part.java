package org.athanor.api.storage;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One named part of an entry that is to be written.
 *
 * @param name a file name
 * @param length the exact number of bytes that {@code content} writes
 * @param content writes the bytes; called once
 */
public record Part(String name, long length, Content content) {

    /** Writes the bytes of a part. */
    @ConsumerType
    @FunctionalInterface
    public interface Content {
        /** Writes all bytes to {@code channel} and leaves it open. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }
}
