package org.athanor.log.jsonl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.athanor.api.plugin.Health;

/**
 * A file outside of the run folder, where other runs may write: the first that does has it.
 *
 * @param file the file
 * @param run what tells the run from any other
 * @param name the name of the run
 */
record SharedFile(Path file, String run, String name) {

    /** Takes the file for this run. */
    void claim() throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(owner(), run + " " + name + "\n");
    }

    /** Returns whether the file is free, or of this run. */
    Health health() {
        try {
            if (!Files.exists(owner()) || !Files.exists(file) || Files.size(file) == 0) {
                return Health.good();
            }
            String[] words = Files.readString(owner()).strip().split(" ", 2);
            return words[0].equals(run) ? Health.good() : Health.bad(file + " has the metrics of the run '"
                    + words[words.length - 1] + "'; set another jsonl.path, or delete it");
        } catch (IOException e) {
            return Health.bad(owner() + " cannot be read: " + e.getMessage());
        }
    }

    private Path owner() {
        return file.resolveSibling(file.getFileName() + ".run");
    }
}
