package org.athanor.storage.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Every operation by which the storage changes the disk; the tests stop the machine at each of them. */
class Disk {

    /** Windows cannot open a folder, and makes renames durable by itself. */
    private static final boolean FOLDERS_OPEN = File.separatorChar == '/';

    /** Creates a folder whose parent exists. */
    void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
    }

    /** Creates a file that does not exist yet. */
    FileChannel createFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Makes the content of a file durable. */
    void force(FileChannel file) throws IOException {
        file.force(true);
    }

    /** Makes the names in a folder durable. */
    void force(Path folder) throws IOException {
        if (FOLDERS_OPEN) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /**
     * Renames a folder within its parent; {@code to} does not exist.
     *
     * @throws AtomicMoveNotSupportedException when the file system would have to copy
     */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a file or an empty folder, if it is there. */
    void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** Deletes a folder and all that is in it, if it is there; links are deleted, not followed. */
    final void deleteTree(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    deleteTree(child);
                }
            } catch (NoSuchFileException gone) {
                return;
            }
        }
        delete(folder);
    }
}
