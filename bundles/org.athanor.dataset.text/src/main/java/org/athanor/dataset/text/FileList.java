package org.athanor.dataset.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;

/**
 * The files that make up the data. Where a record begins depends on all files before it, so a cursor has a meaning only
 * as long as the list stays what it was.
 *
 * @param files the files in order
 * @param skipped what was found beside them and left out
 */
record FileList(List<TextFile> files, Skipped skipped) {

    FileList {
        files = List.copyOf(files);
    }

    /** Answers {@code now} if it is what this list was; otherwise a problem that names the first file that differs. */
    Result<FileList> same(FileList now) {
        Map<Path, TextFile> before = byPath(files);
        Map<Path, TextFile> after = byPath(now.files);
        Map<Path, TextFile> all = new TreeMap<>(after);
        all.putAll(before);
        return all.values().stream().filter(file -> !holds(before, file) || !holds(after, file)).findFirst()
                .map(file -> Result.<FileList>err(differs(file, before.containsKey(file.path()))))
                .orElseGet(() -> Result.ok(now));
    }

    /** Returns what whoever reads the files should know; none when there is nothing to tell. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (skipped.count() > 0) {
            remarks.add("the data has " + number(files.size(), "file") + "; left out are " + skipped);
        }
        List<TextFile> marked = files.stream().filter(file -> file.survey().mark()).toList();
        if (!marked.isEmpty()) {
            remarks.add("the byte order mark is left out of " + named(marked));
        }
        List<TextFile> foreign = files.stream().filter(file -> file.survey().undecodable() > 0).toList();
        if (!foreign.isEmpty()) {
            long bytes = foreign.stream().mapToLong(file -> file.survey().undecodable()).sum();
            boolean whole = foreign.stream().allMatch(file -> file.size() <= Survey.WHOLE);
            remarks.add((whole ? "" : "at least ") + number(bytes, "byte") + " in " + named(foreign)
                    + (bytes == 1 ? " is" : " are") + " no UTF-8 and read as U+FFFD: convert the text to UTF-8");
        }
        return remarks;
    }

    private static String named(List<TextFile> some) {
        return some.size() == 1 ? some.get(0).name() : some.size() + " files, such as " + some.get(0).name();
    }

    private static String number(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static boolean holds(Map<Path, TextFile> list, TextFile file) {
        TextFile there = list.get(file.path());
        return there != null && there.holdsTheSame(file);
    }

    private static Problem differs(TextFile file, boolean before) {
        String how = !before ? "added" : Files.exists(file.path()) ? "changed" : "removed";
        return Problem.of(Problem.Kind.IO, "the file was " + how + " since the data was opened",
                file.path().toString(), "put it back as it was, or start a new run on the new text");
    }

    private static Map<Path, TextFile> byPath(List<TextFile> files) {
        return files.stream().collect(Collectors.toMap(TextFile::path, Function.identity()));
    }
}
