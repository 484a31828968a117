package org.athanor.shell.gogo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.Process;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.osgi.service.component.annotations.Component;

/** What people type after a pipe, beside Gogo's own {@code grep} and {@code cat}. */
@GogoCommand(scope = "athanor", function = {"head", "tail", "wc"})
@Component(service = TextCommands.class)
public final class TextCommands {

    private static final String LINES = "how many lines";

    @Descriptor("shows the first lines of what comes through the pipe")
    public String head(@Descriptor(LINES) @Parameter(names = "-n", absentValue = "10") String number,
            @Descriptor("or as -5") String... word) throws IOException {
        int count = count("head", number, word);
        List<String> first = new ArrayList<>();
        try (BufferedReader lines = lines()) {
            // What comes after them is read too: nobody is to fail because it is not wanted.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (first.size() < count) {
                    first.add(line);
                }
            }
        }
        return String.join(System.lineSeparator(), first);
    }

    @Descriptor("shows the last lines of what comes through the pipe")
    public String tail(@Descriptor(LINES) @Parameter(names = "-n", absentValue = "10") String number,
            @Descriptor("or as -5") String... word) throws IOException {
        int count = count("tail", number, word);
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = lines()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last.add(line);
                if (last.size() > count) {
                    last.remove();
                }
            }
        }
        return String.join(System.lineSeparator(), last);
    }

    @Descriptor("counts the lines, words and characters of what comes through the pipe")
    public String wc(@Descriptor("lines only") @Parameter(names = "-l", presentValue = "true", absentValue = "false")
            boolean linesOnly) throws IOException {
        long lines = 0;
        long words = 0;
        long characters = 0;
        try (BufferedReader text = lines()) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines++;
                words += line.isBlank() ? 0 : line.strip().split("\\s+").length;
                characters += line.codePointCount(0, line.length()) + 1;
            }
        }
        return linesOnly ? String.valueOf(lines) : lines + " " + words + " " + characters;
    }

    private static BufferedReader lines() {
        return new BufferedReader(new InputStreamReader(Process.Utils.current().in(), StandardCharsets.UTF_8));
    }

    private static int count(String command, String number, String... words) {
        String given = words.length == 0 ? number : words[0].replaceFirst("^-", "");
        if (words.length > 1 || !given.matches("\\d{1,9}")) {
            throw new ProblemException(Problem.of(Problem.Kind.USAGE, "'" + (words.length == 0 ? number
                    : String.join(" ", words)) + "' is no number of lines", command, "give it as -n 5"));
        }
        return Integer.parseInt(given);
    }
}
