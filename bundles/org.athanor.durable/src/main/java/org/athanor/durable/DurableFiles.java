package org.athanor.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Folders and files that are either there completely after a crash or not at all. */
public final class DurableFiles {

    private static final boolean FOLDERS_CAN_BE_FORCED = !System.getProperty("os.name").startsWith("Windows");

    private DurableFiles() {
    }

    /** Creates {@code folder} with all its parents, and makes each new name durable. */
    public static void createFolders(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder.toAbsolutePath(); at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.push(at);
        }
        for (Path each : missing) {
            Files.createDirectories(each);
            forceFolder(folder(each));
        }
    }

    /** Returns the folder of a file. */
    public static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root of a file system is no file");
    }

    /** Makes the names in {@code folder} durable: without it a new file can be lost although its bytes are not. */
    public static void forceFolder(Path folder) throws IOException {
        if (FOLDERS_CAN_BE_FORCED) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Gives {@code target} this content, whether it is there or not; its folder is created when it is absent. */
    public static void write(Path target, byte[] content) throws IOException {
        Path folder = folder(target);
        createFolders(folder);
        Path temporary = target.resolveSibling(target.getFileName() + ".new");
        Files.write(temporary, content);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(folder);
    }
}
