package org.athanor.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The claim of one process on a home folder. The operating system drops the lock when the process ends, however it
 * ends; the file holds the process id for the message to others.
 */
public final class HomeLock implements AutoCloseable {

    private static final String FILE = "athanor.lock";

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates the home folder when it is absent (for the owner only) and claims it.
     *
     * @throws LaunchException when another process holds it, with its process id; or when it cannot be written
     */
    public static HomeLock claim(Path home) {
        try {
            createFolder(home);
            FileChannel channel = FileChannel.open(home.resolve(FILE), StandardOpenOption.CREATE,
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                String holder = read(channel);
                channel.close();
                throw new LaunchException("the home " + home + " is in use by process " + holder
                        + "; talk to it with 'athanor attach', or choose another folder with --home", ExitCode.FAILED);
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
            return new HomeLock(channel);
        } catch (IOException e) {
            throw new LaunchException("cannot write to the home " + home + ": " + e.getMessage()
                    + "; choose another folder with --home", e);
        }
    }

    /** Returns the id of the process that holds a home; empty when none does, or when its lock cannot be read. */
    public static Optional<String> holder(Path home) {
        Path file = home.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return locked(channel) ? Optional.empty() : Optional.of(read(channel));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void createFolder(Path home) throws IOException {
        if (Files.isDirectory(home)) {
            return;
        }
        if (home.getParent() != null) {
            Files.createDirectories(home.getParent());
        }
        if (home.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(home, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(home);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        String pid = StandardCharsets.US_ASCII.decode(buffer.flip()).toString().strip();
        return pid.isEmpty() ? "(unknown)" : pid;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LaunchException("cannot release the home: " + e.getMessage(), e);
        }
    }
}
