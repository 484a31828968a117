package org.athanor.plugins.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.athanor.plugins.inspect.JarInspector;

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
        DurableFiles.replace(file(sha256), content);
        return true;
    }

    /** Returns a jar; empty when it is not there, or when its bytes are no longer those of its name. */
    public Optional<byte[]> read(String sha256) throws IOException {
        Path file = file(sha256);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        return JarInspector.sha256(content).equals(sha256) ? Optional.of(content) : Optional.empty();
    }

    /** Forgets a jar. */
    public void remove(String sha256) throws IOException {
        if (Files.deleteIfExists(file(sha256))) {
            DurableFiles.forceFolder(folder);
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256 + ".jar");
    }
}
