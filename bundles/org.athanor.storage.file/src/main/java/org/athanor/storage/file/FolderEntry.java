package org.athanor.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Set;
import java.util.TreeSet;
import org.athanor.api.storage.Entry;

/**
 * An entry that is open for reading. It holds the folder itself, not its name: when the entry is replaced meanwhile,
 * the parts are still those of the old one, or are gone, but never mixed with those of the new one. (Windows has no
 * such handles; there the parts are opened by name.)
 */
final class FolderEntry implements Entry {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path folder;
    private final DirectoryStream<Path> handle;
    private final Set<String> parts;

    private FolderEntry(Path folder, DirectoryStream<Path> handle, Set<String> parts) {
        this.folder = folder;
        this.handle = handle;
        this.parts = parts;
    }

    /**
     * Opens a folder.
     *
     * @throws NoSuchFileException when there is none of this name
     */
    static FolderEntry open(Path folder) throws IOException {
        @SuppressWarnings("StreamResourceLeak") // It stays open for as long as the entry.
        DirectoryStream<Path> handle = Files.newDirectoryStream(folder);
        try {
            Set<String> parts = new TreeSet<>();
            for (Path child : handle) {
                if (isPart(handle, child)) {
                    parts.add(child.getFileName().toString());
                }
            }
            return new FolderEntry(folder, handle, Set.copyOf(parts));
        } catch (IOException | DirectoryIteratorException | UncheckedIOException unreadable) {
            handle.close();
            throw unreadable;
        }
    }

    private static boolean isPart(DirectoryStream<Path> handle, Path child) throws IOException {
        if (child.getFileName().toString().startsWith(".")) {
            return false;
        }
        if (handle instanceof SecureDirectoryStream<Path> secure) {
            return secure.getFileAttributeView(child.getFileName(), BasicFileAttributeView.class,
                    LinkOption.NOFOLLOW_LINKS).readAttributes().isRegularFile();
        }
        return Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Set<String> parts() {
        return parts;
    }

    @Override
    public SeekableByteChannel read(String part) throws IOException {
        if (!parts.contains(part)) {
            throw new NoSuchFileException(folder.resolve(part).toString(), null, "the entry has no such part");
        }
        if (handle instanceof SecureDirectoryStream<Path> secure) {
            return secure.newByteChannel(Path.of(part), READ);
        }
        return Files.newByteChannel(folder.resolve(part), READ);
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
