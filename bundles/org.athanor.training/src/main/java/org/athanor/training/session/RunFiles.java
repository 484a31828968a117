package org.athanor.training.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.athanor.training.config.Nearest;

/** The folder of all runs. */
final class RunFiles {

    private RunFiles() {
    }

    /** Deletes the folder of a run that did not start. */
    static void deleteTree(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a hint at the run that a user probably meant. */
    static String nearest(Path runs, String id) {
        if (!Files.isDirectory(runs)) {
            return "there are no runs yet";
        }
        try (Stream<Path> paths = Files.list(runs)) {
            List<String> names = paths.map(path -> path.getFileName().toString()).toList();
            return Nearest.hint(id, names);
        } catch (IOException e) {
            return "";
        }
    }
}
