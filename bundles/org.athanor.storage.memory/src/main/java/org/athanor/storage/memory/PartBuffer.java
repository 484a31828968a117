package org.athanor.storage.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.athanor.api.storage.Part;

/** Takes the bytes of a part, exactly as many as were announced. */
final class PartBuffer implements WritableByteChannel {

    private final byte[] bytes;
    private long written;

    private PartBuffer(int length) {
        bytes = new byte[length];
    }

    static byte[] of(Part part) throws IOException {
        PartBuffer buffer = new PartBuffer(Math.toIntExact(part.length()));
        part.content().writeTo(buffer);
        if (buffer.written != part.length()) {
            throw new IOException("part '" + part.name() + "' has " + buffer.written + " bytes instead of "
                    + part.length());
        }
        return buffer.bytes;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        int kept = (int) Math.max(0, Math.min(count, bytes.length - written));
        source.get(bytes, (int) Math.min(written, bytes.length), kept);
        // What is too much is counted for the message and thrown away.
        source.position(source.limit());
        written += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // A content leaves its channel open; closing this one would change nothing.
    }
}
