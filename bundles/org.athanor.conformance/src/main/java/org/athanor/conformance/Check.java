package org.athanor.conformance;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that was examined.
 *
 * @param name one word, for example {@code swaps}
 * @param passed whether the plugin does as it must
 * @param detail one line: what was tried, or what is wrong
 */
public record Check(String name, boolean passed, String detail) {

    private static final Pattern LINE = Pattern.compile("(ok|FAILED) +([a-z]+) +(.*)");

    public Check {
        detail = detail.replaceAll("\\s*\\R\\s*", " | ");
    }

    /** Reads what {@link #toString()} wrote; empty when {@code line} is something else. */
    static Optional<Check> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new Check(matcher.group(2), matcher.group(1).equals("ok"), matcher.group(3)))
                : Optional.empty();
    }

    /** Returns the line for a report. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-6s  %-13s  %s", passed ? "ok" : "FAILED", name, detail);
    }
}
