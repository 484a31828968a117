package org.athanor.conformance.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.conformance.trial.Trial;

/** What two runs of the same length left: files in their folders, and lines on the console. */
final class Traces {

    /** What the core writes into the folder of a run; these tell of the exchanges, or of the clock. */
    private static final Set<String> OF_THE_CORE = Set.of("run.yaml", "feature.json", "ledger.jsonl", "report.json",
            "checkpoints", "owner", "plugins", "jars");
    private static final Pattern STEP = Pattern.compile("\\D*\\d+");

    private Traces() {
    }

    /** Complains when one run left more or less than the other; lines that tell of exchanges may be more. */
    static void compare(Path swapped, Path untouched, List<String> printed, List<String> expected) {
        try {
            Map<Path, Path> left = files(swapped);
            for (Map.Entry<Path, Path> file : files(untouched).entrySet()) {
                Path other = left.get(file.getKey());
                if (other == null) {
                    throw Trial.failed("the run left no " + file.getKey() + ", an untouched one does");
                }
                if (Files.mismatch(other, file.getValue()) >= 0) {
                    compareLines(file.getKey(), Files.readAllLines(other), Files.readAllLines(file.getValue()));
                }
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.failed("what the runs left cannot be compared", e));
        }
        Map<String, Long> occurrences = byStep(printed);
        byStep(expected).forEach((line, times) -> {
            if (!times.equals(occurrences.getOrDefault(line, 0L))) {
                throw Trial.failed("'" + line + "' was printed " + occurrences.getOrDefault(line, 0L)
                        + " times, in an untouched run " + times);
            }
        });
    }

    private static void compareLines(Path name, List<String> lines, List<String> expected) {
        int same = 0;
        while (same < Math.min(lines.size(), expected.size()) && lines.get(same).equals(expected.get(same))) {
            same++;
        }
        throw Trial.failed(name + " has " + lines.size() + " lines, of an untouched run " + expected.size()
                + "; line " + (same + 1) + " is the first that differs");
    }

    private static Map<Path, Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !OF_THE_CORE.contains(folder.relativize(file).getName(0).toString()))
                    .collect(Collectors.toMap(folder::relativize, file -> file, (a, b) -> b, TreeMap::new));
        }
    }

    /** Counts lines by what they begin with, up to the first number: speeds and times follow after it. */
    private static Map<String, Long> byStep(List<String> lines) {
        return lines.stream().map(STEP::matcher).filter(Matcher::lookingAt).map(Matcher::group)
                .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
    }
}
