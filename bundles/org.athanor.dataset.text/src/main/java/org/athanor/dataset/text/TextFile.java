package org.athanor.dataset.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file as it was when the data was opened.
 *
 * @param path the file
 * @param name its name in messages and records: relative to the folder that was searched
 * @param size its length in bytes
 * @param modified when it was last changed
 */
record TextFile(Path path, String name, long size, FileTime modified) {

    /** How much of a file is searched for a NUL byte, which no text holds: 8 KiB. */
    private static final int SNIFFED = 8192;

    static TextFile of(Path path, String name) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new TextFile(path, name, now.size(), now.lastModifiedTime());
    }

    boolean looksBinary() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            for (byte b : in.readNBytes(SNIFFED)) {
                if (b == 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether the file on disk still has the size and time that it had. */
    boolean unchanged() throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return now.size() == size && now.lastModifiedTime().equals(modified);
    }

    /** Reads the bytes in {@code [from, to)}. */
    byte[] read(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new EOFException("the file ends before byte " + to);
                }
            }
        }
        return bytes.array();
    }
}
