package org.athanor.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.athanor.api.storage.Part;

/**
 * Folders that are complete or absent. Replacing a folder takes two renames: the old one steps aside, the new one takes
 * its place. A crash between them leaves the old one aside, where it is still found, and where the next write puts it
 * back; whatever else a crash leaves is deleted by the next write.
 */
final class EntryFolders {

    private final Disk disk;

    EntryFolders(Disk disk) {
        this.disk = disk;
    }

    /** Returns the folder that holds {@code path}, which is an entry or a folder that holds entries. */
    static Path above(Path path) {
        return Objects.requireNonNull(path.getParent(), "the root of a file system is no entry");
    }

    /** Writes {@code entry}; when it throws, what was there is there again. */
    void write(Path entry, List<Part> parts) throws IOException {
        create(above(entry));
        tidy(above(entry));
        Path temporary = Names.temporary(entry);
        Path aside = Names.aside(entry);
        boolean placed = false;
        try {
            disk.createFolder(temporary);
            for (Part part : parts) {
                write(temporary.resolve(part.name()), part);
            }
            disk.force(temporary);
            if (Files.isDirectory(entry)) {
                disk.rename(entry, aside);
            }
            disk.rename(temporary, entry);
            placed = true;
            disk.force(above(entry));
        } catch (IOException | RuntimeException | Error failure) {
            undo(entry, temporary, placed, failure);
            throw failure;
        }
        discard(aside);
    }

    /** Deletes {@code entry}, if it is there, at once: nobody sees it half deleted. */
    void delete(Path entry) throws IOException {
        if (!Files.isDirectory(above(entry))) {
            return;
        }
        tidy(above(entry));
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            Path temporary = Names.temporary(entry);
            disk.rename(entry, temporary);
            disk.force(above(entry));
            disk.deleteTree(temporary);
        }
    }

    /**
     * Opens {@code entry}, under its own name or aside.
     *
     * @throws NoSuchFileException when there is none
     */
    FolderEntry open(Path entry) throws IOException {
        try {
            return FolderEntry.open(entry);
        } catch (NoSuchFileException absent) {
            try {
                return FolderEntry.open(Names.aside(entry));
            } catch (NoSuchFileException alsoAbsent) {
                // Between the two looks a successor may have taken its place.
                return FolderEntry.open(entry);
            }
        }
    }

    /** Returns the entries in {@code folder} and the folders in it. */
    SortedSet<Path> list(Path folder) throws IOException {
        SortedSet<Path> entries = new TreeSet<>();
        for (Path child : children(folder)) {
            boolean aside = Names.isAside(child);
            if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) || (!aside && !Names.isVisible(child))) {
                continue;
            }
            if (aside) {
                entries.add(Names.entryOf(child));
            } else if (isEntry(child)) {
                entries.add(child);
            } else {
                entries.addAll(list(child));
            }
        }
        return entries;
    }

    /** Whether a folder holds files, as entries do. */
    boolean isEntry(Path folder) throws IOException {
        return children(folder).stream().anyMatch(child ->
                Names.isVisible(child) && Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS));
    }

    private void write(Path file, Part part) throws IOException {
        try (FileChannel channel = disk.createFile(file)) {
            part.content().writeTo(channel);
            if (channel.size() != part.length()) {
                throw new FileSystemException(file.getFileName().toString(), null, "part '" + part.name() + "' has "
                        + channel.size() + " bytes instead of " + part.length());
            }
            disk.force(channel);
        }
    }

    private void undo(Path entry, Path temporary, boolean placed, Throwable failure) {
        try {
            if (placed) {
                disk.rename(entry, temporary);
            }
            if (Files.isDirectory(Names.aside(entry))) {
                disk.rename(Names.aside(entry), entry);
            }
            disk.deleteTree(temporary);
        } catch (IOException left) {
            // The old entry is still found aside; only its place and some space are missing until the next write.
            failure.addSuppressed(left);
        }
    }

    private void discard(Path aside) {
        try {
            disk.deleteTree(aside);
        } catch (IOException left) {
            // The new entry is in place; the next write deletes what is left of the old one.
            return;
        }
    }

    private void tidy(Path folder) throws IOException {
        for (Path child : children(folder)) {
            if (Names.isLeftOver(child)) {
                disk.deleteTree(child);
            } else if (Names.isAside(child)) {
                if (Files.exists(Names.entryOf(child))) {
                    disk.deleteTree(child);
                } else {
                    disk.rename(child, Names.entryOf(child));
                    disk.force(folder);
                }
            }
        }
    }

    private void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        create(above(folder));
        try {
            disk.createFolder(folder);
        } catch (FileAlreadyExistsException made) {
            if (!Files.isDirectory(folder)) {
                throw made;
            }
            // Another run that shares the path was first.
        }
        disk.force(above(folder));
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            children.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return found;
    }
}
