package org.athanor.plugins.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.plugins.inspect.JarInspector;
import org.athanor.plugins.source.Sources;

/**
 * A folder, looked at again and again. A file is whole once two looks find it the same and its jar can be read to the
 * end; one that cannot be read may still be copied, and is given some looks more. Used by one thread.
 */
final class Folder {

    private final Path path;
    private final Sources sources;
    private final int patience;
    private final Map<String, File> files = new HashMap<>();
    private Set<String> last = Set.of();

    /** A file as it was found. */
    private static final class File {
        private final Attributes attributes;
        private int looks;
        private Optional<Result<Seen>> verdict = Optional.empty();

        File(Attributes attributes) {
            this.attributes = attributes;
        }
    }

    /** {@code key}: tells two files of one size and one time from one another, where the file system can. */
    private record Attributes(long size, FileTime modified, String key) {

        static Attributes of(Path file, BasicFileAttributes found) throws IOException {
            String key = String.valueOf(found.fileKey());
            return new Attributes(found.size(), found.lastModifiedTime(),
                    file.getFileSystem().supportedFileAttributeViews().contains("unix")
                            ? key + " " + Files.getAttribute(file, "unix:ctime") : key);
        }
    }

    /** {@code patience}: after how many looks a jar that cannot be read is no longer waited for. */
    Folder(Path path, Sources sources, int patience) {
        this.path = path;
        this.sources = sources;
        this.patience = patience;
    }

    /**
     * What a look found.
     *
     * @param jars the jars that are whole, by file name
     * @param wrong what is no jar, or none that can be taken, by file name; the same problem each time
     * @param unfinished the files that may still be copied, and those that are missing for the first time: they may
     *     come back under another name
     * @param gone the files that were missing the last time, too
     */
    record Look(Map<String, Seen> jars, Map<String, Problem> wrong, Set<String> unfinished, Set<String> gone) {
    }

    /** Looks at the folder; {@code known}: the names of files that were there. */
    Look look(Set<String> known) throws IOException {
        Map<String, Seen> jars = new TreeMap<>();
        Map<String, Problem> wrong = new TreeMap<>();
        Set<String> unfinished = new TreeSet<>();
        Set<String> found = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    found.add(name);
                    verdict(entry, name).ifPresentOrElse(verdict -> {
                        verdict.toOptional().ifPresent(jar -> jars.put(name, jar));
                        verdict.ifErr(problem -> wrong.put(name, problem));
                    }, () -> unfinished.add(name));
                }
            }
        }
        files.keySet().retainAll(found);
        Set<String> missing = new TreeSet<>(known);
        missing.removeAll(found);
        Set<String> gone = new TreeSet<>(missing);
        gone.retainAll(last);
        last = Set.copyOf(missing);
        missing.removeAll(gone);
        unfinished.addAll(missing);
        return new Look(jars, wrong, unfinished, gone);
    }

    private Optional<Result<Seen>> verdict(Path entry, String name) {
        if (!name.endsWith(".jar")) {
            return Optional.of(wrong(entry, "is not called .jar", "only jars are taken"));
        }
        Attributes now;
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.of(wrong(entry, "is no file", "give a jar"));
            }
            now = Attributes.of(entry, attributes);
        } catch (IOException e) {
            // It has gone between the two, or is a link that leads nowhere.
            return Optional.empty();
        }
        File file = files.get(name);
        if (file == null || !file.attributes.equals(now)) {
            files.put(name, new File(now));
            return Optional.empty();
        }
        file.looks++;
        if (file.verdict.isEmpty() || (!file.verdict.get().isOk() && file.looks < patience)) {
            file.verdict = Optional.of(inspect(entry, name));
        }
        return file.verdict.filter(verdict -> verdict.isOk() || file.looks >= patience || isWhole(entry, verdict));
    }

    /** The directory of a jar is at its end. */
    private static boolean isWhole(Path entry, Result<Seen> verdict) {
        if (verdict.failure().filter(problem -> problem.kind() == Kind.IO).isPresent()) {
            return false;
        }
        try (ZipFile zip = new ZipFile(entry.toFile())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Result<Seen> inspect(Path entry, String name) {
        try {
            return sources.fetch(entry.toString()).flatMap(fetched -> JarInspector.identity(fetched.content(),
                    name).map(jar -> new Seen(name, ContentHash.of(fetched.content()), jar.symbolicName(),
                            jar.version(), jar.brings(), true)));
        } catch (RuntimeException | OutOfMemoryError e) {
            return Result.err(Problem.failed("cannot be read", e).at(name));
        }
    }

    private static Result<Seen> wrong(Path entry, String what, String remedy) {
        return Result.err(Problem.of(Kind.REFUSED, what, entry.getFileName().toString(), remedy));
    }
}
