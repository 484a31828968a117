package org.athanor.exchange.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Nearest;

/** The folder of all runs. */
public final class RunFiles {

    private RunFiles() {
    }

    /** Returns all that is in a folder, and itself; nothing when it is not there. */
    public static Set<Path> all(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Set.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Deletes what a start that failed has brought into the folder of its run.
     *
     * @param before what was there already
     * @param failure why it failed; takes along what cannot be deleted
     */
    public static void deleteNew(Path folder, Set<Path> before, Throwable failure) {
        try {
            List<Path> added = new ArrayList<>(all(folder));
            added.removeAll(before);
            added.sort(Comparator.reverseOrder());
            for (Path path : added) {
                Files.delete(path);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Says why the folder of a run cannot be written: many an exception of a file system has only a path to say. */
    public static Problem unwritable(Path folder, IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied"
                : e instanceof FileAlreadyExistsException ? "there is a file in its place"
                : String.valueOf(e.getMessage());
        String where = e instanceof FileSystemException named && named.getFile() != null ? named.getFile()
                : folder.toString();
        return new Problem(Kind.FAILED, "the run folder cannot be written: " + why, where, "", Optional.of(e));
    }

    /** Returns a hint at the run that a user probably meant. */
    public static String nearest(Path runs, String id) {
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
