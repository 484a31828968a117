package org.athanor.dataset.text;

import java.nio.file.Files;
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
 */
record FileList(List<TextFile> files) {

    /** Answers {@code now} if it is what this list was; otherwise a problem that names the first file that differs. */
    Result<List<TextFile>> same(List<TextFile> now) {
        Map<String, TextFile> before = byName(files);
        Map<String, TextFile> after = byName(now);
        Map<String, TextFile> all = new TreeMap<>(after);
        all.putAll(before);
        return all.values().stream().filter(file -> !file.equals(before.get(file.name()))
                        || !file.equals(after.get(file.name()))).findFirst()
                .map(file -> Result.<List<TextFile>>err(differs(file, before.containsKey(file.name()))))
                .orElseGet(() -> Result.ok(now));
    }

    private static Problem differs(TextFile file, boolean before) {
        String how = !before ? "added" : Files.exists(file.path()) ? "changed" : "removed";
        return Problem.of(Problem.Kind.IO, "the file was " + how + " since the data was opened",
                file.path().toString(), "put it back as it was, or start a new run on the new text");
    }

    private static Map<String, TextFile> byName(List<TextFile> files) {
        return files.stream().collect(Collectors.toMap(TextFile::name, Function.identity()));
    }
}
