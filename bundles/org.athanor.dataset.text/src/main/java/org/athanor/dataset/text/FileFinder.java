package org.athanor.dataset.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.PatternSyntaxException;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;

/**
 * Finds the text files that a path names: one file, all files in a folder, or those that match a glob. Files that were
 * not written again since they were last found are not read again.
 */
final class FileFinder {

    private final Path base;
    private final String pattern;
    private final Set<String> extensions;
    private final Map<Path, TextFile> known = new ConcurrentHashMap<>();

    /** {@code extensions}: lower case, without dots; empty for all. */
    FileFinder(Path base, String pattern, Set<String> extensions) {
        this.base = base;
        this.pattern = pattern;
        this.extensions = extensions;
    }

    /** Returns the files with text in them, ordered by the bytes of their path, which no locale changes. */
    Result<FileList> find() {
        int wildcard = firstWildcard();
        // Where the separator is no slash, an asterisk cannot be part of a path.
        boolean unix = base.getFileSystem().getSeparator().equals("/");
        if (wildcard >= 0 && !(unix && Files.exists(base.resolve(pattern)))) {
            return glob(wildcard);
        }
        Path path = base.resolve(pattern).normalize();
        if (Files.isDirectory(path)) {
            return search(path, file -> true);
        }
        if (!Files.exists(path)) {
            return Result.err(MissingPath.problem(path));
        }
        return Files.isRegularFile(path) ? single(path)
                : wrong("is neither a file nor a folder", path, "give a file with text");
    }

    @Override
    public String toString() {
        return pattern;
    }

    private Result<FileList> single(Path path) {
        try {
            TextFile file = look(path, path.getFileName().toString());
            if (file.size() == 0) {
                return wrong("the file is empty", path, "give it some text");
            }
            return file.survey().nul() ? wrong("the file holds NUL bytes and is not UTF-8 text", path, "convert it")
                    : Result.ok(new FileList(List.of(file), Skipped.NONE));
        } catch (IOException unreadable) {
            return unreadable(path, unreadable);
        }
    }

    private Result<FileList> glob(int wildcard) {
        int slash = pattern.lastIndexOf('/', wildcard);
        Path folder = slash < 0 ? base : base.resolve(pattern.substring(0, slash + 1)).normalize();
        if (!Files.isDirectory(folder)) {
            return Result.err(MissingPath.problem(folder));
        }
        // In a shell two asterisks stand for any number of folders, none among them; in java.nio for at least one.
        String glob = pattern.substring(slash + 1).replace("**/", "{,**/}");
        try {
            return search(folder, folder.getFileSystem().getPathMatcher("glob:" + glob));
        } catch (PatternSyntaxException malformed) {
            return Result.err(Problem.of(Problem.Kind.CONFIGURATION, "'" + pattern + "' is not a glob: "
                    + malformed.getDescription(), "data.path", "use *, **, ?, [a-z] and {a,b}"));
        }
    }

    private Result<FileList> search(Path folder, PathMatcher matcher) {
        Walk walk = new Walk(folder, matcher);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        } catch (IOException unreadable) {
            return unreadable(walk.current, unreadable);
        }
        if (walk.found.isEmpty()) {
            String what = firstWildcard() < 0 ? "no text file in this folder"
                    : "no text file matches '" + pattern + "'";
            String of = extensions.isEmpty() ? "" : " with extension " + String.join(", ", extensions);
            return wrong(what + of + " (left out: " + walk.skipped + ")", folder,
                    "check data.path and data.extensions");
        }
        walk.found.sort(Comparator.comparing(file -> bytes(file.path()), Arrays::compareUnsigned));
        return Result.ok(new FileList(walk.found, walk.skipped));
    }

    /** The bytes as the file system has them: a path as a string may have lost some, its URI has each. */
    private static byte[] bytes(Path path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String uri = path.toUri().getRawPath();
        for (int i = 0; i < uri.length(); i++) {
            boolean escaped = uri.charAt(i) == '%';
            bytes.write(escaped ? Integer.parseInt(uri, i + 1, i + 3, 16) : uri.charAt(i));
            i += escaped ? 2 : 0;
        }
        return bytes.toByteArray();
    }

    private TextFile look(Path path, String name) throws IOException {
        TextFile before = known.get(path);
        if (before != null && before.untouched()) {
            return before;
        }
        TextFile now = TextFile.of(path, name);
        known.put(path, now);
        return now;
    }

    private int firstWildcard() {
        for (int i = 0; i < pattern.length(); i++) {
            if ("*?[{".indexOf(pattern.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static <T> Result<T> wrong(String what, Path path, String remedy) {
        return Result.err(Problem.of(Problem.Kind.CONFIGURATION, what, path.toString(), remedy));
    }

    private static <T> Result<T> unreadable(Path path, IOException cause) {
        return Result.err(new Problem(Problem.Kind.IO, "cannot be read", path.toString(),
                "make it readable or leave it out of data.path", Optional.of(cause)));
    }

    /** Collects text files, leaving out hidden ones; links are followed, but not in circles. */
    private final class Walk extends SimpleFileVisitor<Path> {

        private final Path folder;
        private final PathMatcher matcher;
        private final List<TextFile> found = new ArrayList<>();
        private Path current;
        private Skipped skipped = Skipped.NONE;

        Walk(Path folder, PathMatcher matcher) {
            this.folder = folder;
            this.matcher = matcher;
            this.current = folder;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean hidden = !directory.equals(folder) && isHidden(directory);
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
            current = path;
            Path relative = folder.relativize(path);
            if (!attributes.isRegularFile() || isHidden(path) || !matcher.matches(relative) || !extensionFits(path)) {
                skipped = skipped.anotherOne();
            } else if (attributes.size() == 0) {
                skipped = skipped.anEmptyOne();
            } else {
                TextFile file = look(path, relative.toString().replace('\\', '/'));
                if (file.survey().nul()) {
                    skipped = skipped.aBinaryOne(file.name());
                } else {
                    found.add(file);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
            if (cause instanceof FileSystemLoopException) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            current = path;
            throw cause;
        }

        private boolean extensionFits(Path path) {
            String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
            return extensions.isEmpty() || extensions.contains(name.substring(name.lastIndexOf('.') + 1));
        }

        private boolean isHidden(Path path) {
            return path.getFileName().toString().startsWith(".");
        }
    }
}
