package org.athanor.conformance;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the examination of a plugin came to.
 *
 * @param plugin the file name of its jar
 * @param checks the checks in order; an examination that cannot go on ends with one that failed
 */
public record Report(String plugin, List<Check> checks) {

    public Report {
        checks = List.copyOf(checks);
    }

    /** Returns whether all checks were passed. */
    public boolean passed() {
        return failed().isEmpty();
    }

    /** Returns the checks that were not passed. */
    public List<Check> failed() {
        return checks.stream().filter(check -> !check.passed()).toList();
    }

    /** Returns the checks, one per line, for the message of an assertion. */
    public String lines() {
        return checks.stream().map(Check::toString).collect(Collectors.joining("\n"));
    }

    /** Returns the last line of the report. */
    @Override
    public String toString() {
        return plugin + (passed() ? " passed all " + checks.size() + " checks" : " FAILED " + failed().size() + " of "
                + checks.size() + " checks: " + failed().stream().map(Check::name).collect(Collectors.joining(", ")));
    }
}
