package org.athanor.dataset.text;

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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;

/** Finds the text files that a path names: one file, all files in a folder, or those that match a glob. */
final class FileFinder {

    private final Path base;
    private final String pattern;
    private final Set<String> extensions;

    /** {@code extensions}: lower case, without dots; empty for all. */
    FileFinder(Path base, String pattern, Set<String> extensions) {
        this.base = base;
        this.pattern = pattern;
        this.extensions = extensions;
    }

    /** Returns the files with text in them, ordered by their path relative to the folder that was searched. */
    Result<List<TextFile>> find() {
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
        return Files.exists(path) ? single(path) : Result.err(MissingPath.problem(path));
    }

    @Override
    public String toString() {
        return pattern;
    }

    private Result<List<TextFile>> single(Path path) {
        try {
            TextFile file = TextFile.of(path, path.getFileName().toString());
            if (file.size() == 0) {
                return wrong("the file is empty", path, "give it some text");
            }
            return file.looksBinary() ? wrong("the file holds NUL bytes and is not UTF-8 text", path, "convert it")
                    : Result.ok(List.of(file));
        } catch (IOException unreadable) {
            return unreadable(path, unreadable);
        }
    }

    private Result<List<TextFile>> glob(int wildcard) {
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

    private Result<List<TextFile>> search(Path folder, PathMatcher matcher) {
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
            String skipped = " (skipped: %d empty, %d binary, %d other)".formatted(walk.empty, walk.binary, walk.other);
            return wrong(what + of + skipped, folder, "check data.path and data.extensions");
        }
        walk.found.sort(Comparator.comparing(TextFile::name));
        return Result.ok(List.copyOf(walk.found));
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
        private int empty;
        private int binary;
        private int other;

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
                other++;
            } else if (attributes.size() == 0) {
                empty++;
            } else {
                TextFile file = TextFile.of(path, relative.toString().replace('\\', '/'));
                if (file.looksBinary()) {
                    binary++;
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
