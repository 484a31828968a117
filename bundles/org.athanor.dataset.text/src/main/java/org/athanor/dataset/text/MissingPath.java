package org.athanor.dataset.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;

/** Explains that a path does not exist: where it breaks off, and which name there comes nearest. */
final class MissingPath {

    private MissingPath() {
    }

    static Problem problem(Path path) {
        Path missing = path.toAbsolutePath();
        if (Files.isSymbolicLink(path)) {
            return Problem.of(Problem.Kind.CONFIGURATION, "is a symbolic link that leads nowhere or in a circle",
                    path.toString(), "let it lead to a file or a folder");
        }
        while (missing.getParent() != null && !Files.exists(missing.getParent())) {
            missing = missing.getParent();
        }
        String remedy = nearest(missing).map(name -> "did you mean '" + name + "'?").orElse("check data.path");
        String what = missing.equals(path.toAbsolutePath()) ? "no such file or folder"
                : "no such file or folder: there is no '" + missing.getFileName() + "' in " + missing.getParent();
        return Problem.of(Problem.Kind.CONFIGURATION, what, path.toString(), remedy);
    }

    private static Optional<String> nearest(Path missing) {
        try (Stream<Path> siblings = Files.list(missing.getParent())) {
            return Nearest.find(missing.getFileName().toString(),
                    siblings.map(sibling -> sibling.getFileName().toString()).toList());
        } catch (IOException unreadable) {
            // The hint is a courtesy; that the path is missing is said anyway.
            return Optional.empty();
        }
    }
}
