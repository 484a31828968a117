package org.athanor.log.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that grows at its end. It is opened by the first write, so that an instance which only stands by
 * touches nothing, and it always appends to what the file holds then: two instances that write in turn go on after each
 * other.
 */
final class LineFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    /** At how many bytes the buffer is written. */
    private int due = BUFFER;
    private @Nullable FileChannel channel;
    /** To what length the file is to be cut before the next write; negative for not at all. */
    private long cut = -1;

    LineFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Returns how long the file is on disk; 0 when it is absent. */
    long size() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    /** Cuts the file to {@code length} before the next write, and drops lines that are not written yet. */
    void cutTo(long length) {
        buffer.reset();
        cut = length;
    }

    /** Adds a line, which is written with those before it. */
    void add(String line) {
        buffer.writeBytes(line.getBytes(UTF_8));
    }

    /** Writes the lines once there are many; keeps those that cannot be written for later. */
    void writeMany() throws IOException {
        if (buffer.size() >= due) {
            due = buffer.size() + BUFFER;
            write();
        }
    }

    /** Returns how many bytes are not written yet. */
    int waiting() {
        return buffer.size();
    }

    /** Makes all lines durable and returns the length of the file; keeps those that cannot be written. */
    long flush() throws IOException {
        if (buffer.size() > 0 || cut >= 0) {
            write();
        }
        if (channel != null) {
            channel.force(true);
        }
        return size();
    }

    /** Closes the file, dropping what is not written yet. */
    @Override
    public void close() throws IOException {
        buffer.reset();
        cut = -1;
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private void write() throws IOException {
        FileChannel file = channel == null ? open() : channel;
        channel = file;
        if (cut >= 0) {
            file.truncate(cut);
            cut = -1;
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } finally {
            buffer.reset();
            buffer.write(bytes.array(), bytes.position(), bytes.remaining());
        }
        due = BUFFER;
    }

    private FileChannel open() throws IOException {
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        boolean torn = cut < 0 && endsWithinALine();
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (torn) {
            // A process was killed while it wrote; its half line must not swallow the next one.
            file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return file;
    }

    private boolean endsWithinALine() throws IOException {
        if (size() == 0) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            file.read(last, file.size() - 1);
            return last.get(0) != '\n';
        }
    }
}
