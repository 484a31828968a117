package org.athanor.dataset.text;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file as it was when it was looked at.
 *
 * @param path the file
 * @param name its name in messages and records: relative to the folder that was searched
 * @param size its length in bytes
 * @param modified when it was last changed
 * @param survey what it holds
 */
record TextFile(Path path, String name, long size, FileTime modified, Survey survey) {

    static TextFile of(Path path, String name) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new TextFile(path, name, now.size(), now.lastModifiedTime(), Survey.of(path, now.size()));
    }

    /** Whether the other one has the same text, as far as a look at it tells, whenever it was written. */
    boolean holdsTheSame(TextFile other) {
        return size == other.size && survey.equals(other.survey);
    }

    /** Whether the file on disk still is what it was; it may have been written again. */
    boolean unchanged() throws IOException {
        return untouched() || holdsTheSame(of(path, name));
    }

    /** Whether the file on disk has not been written again. */
    boolean untouched() throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return now.size() == size && now.lastModifiedTime().equals(modified);
    }

    /** Returns where its text begins, after a byte order mark. */
    long begin() {
        return survey.mark() ? Survey.MARK : 0;
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
