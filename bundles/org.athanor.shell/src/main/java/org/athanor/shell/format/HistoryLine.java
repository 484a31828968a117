package org.athanor.shell.format;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of the ledger.
 *
 * @param fields all fields of the line
 */
public record HistoryLine(Map<String, Object> fields) {

    /** Shown in columns of their own, or of no use to a person. */
    private static final Set<String> OWN = Set.of("n", "time", "type", "prev", "hash");

    /** Begins a hash, as long as a person needs to tell it from others. */
    private static final Pattern HASH = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{52}\\b");

    /** Whether the line tells of one action within a change, rather than of the change. */
    public boolean isAction() {
        return text("type").equals("action");
    }

    /** Returns the field, or nothing. */
    String text(String field) {
        return fields.containsKey(field) ? String.valueOf(fields.get(field)) : "";
    }

    /** Returns the time, in milliseconds. */
    String time() {
        return text("time").replaceFirst("(\\.\\d{3})\\d+", "$1");
    }

    /** Returns the fields that the writer of the line gave, as {@code name=value}, hashes shortened. */
    String details() {
        String all = new TreeMap<>(fields).entrySet().stream().filter(field -> !OWN.contains(field.getKey()))
                .filter(field -> !"".equals(field.getValue()))
                .map(field -> field.getKey() + "=" + field.getValue()).collect(Collectors.joining(" "));
        return HASH.matcher(all).replaceAll("$1");
    }
}
