package org.athanor.shell.gogo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders whose path begins with what has been typed; folders end with a slash. */
final class FileCandidates {

    private FileCandidates() {
    }

    /** Returns the candidates; a relative path is one in {@code base}. */
    static List<String> of(String prefix, Path base) {
        int slash = prefix.lastIndexOf('/');
        String folder = prefix.substring(0, slash + 1);
        boolean hidden = prefix.startsWith(".", slash + 1);
        try (Stream<Path> children = Files.list(base.resolve(folder))) {
            return children.filter(child -> hidden || !child.getFileName().toString().startsWith("."))
                    .map(child -> folder + child.getFileName() + (Files.isDirectory(child) ? "/" : ""))
                    .filter(candidate -> candidate.startsWith(prefix)).sorted().toList();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }
}
