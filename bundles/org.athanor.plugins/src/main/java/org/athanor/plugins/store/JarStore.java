package org.athanor.plugins.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.durable.DurableFiles;

/**
 * Jars by the SHA-256 of their content.
 *
 * @param folder where they lie
 */
public record JarStore(Path folder) {

    /** Keeps a jar; answers whether it was not there before. */
    public boolean keep(String sha256, byte[] content) throws IOException {
        if (read(sha256).isPresent()) {
            return false;
        }
        DurableFiles.write(file(sha256), content);
        return true;
    }

    /** Returns a jar; empty when it is not there, or when its bytes are no longer those of its name. */
    public Optional<byte[]> read(String sha256) throws IOException {
        Path file = file(sha256);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        return ContentHash.of(content).equals(sha256) ? Optional.of(content) : Optional.empty();
    }

    /** Forgets a jar. */
    public void remove(String sha256) throws IOException {
        if (Files.deleteIfExists(file(sha256))) {
            DurableFiles.forceFolder(folder);
        }
    }

    /** Forgets all jars but these, and what a write that was cut off has left. */
    public void retain(Set<String> needed) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,new}")) {
            for (Path file : files) {
                if (!needed.contains(file.getFileName().toString().replace(".jar", ""))) {
                    Files.delete(file);
                }
            }
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256 + ".jar");
    }
}
