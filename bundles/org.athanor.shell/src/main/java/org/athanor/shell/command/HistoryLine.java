package org.athanor.shell.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A line of the ledger.
 *
 * @param fields all fields of the line
 */
public record HistoryLine(Map<String, Object> fields) {

    /** Shown in columns of their own, or of no use to a person. */
    private static final Set<String> OWN = Set.of("n", "time", "type", "prev", "hash");

    /** Returns the field, or nothing. */
    String text(String field) {
        return fields.containsKey(field) ? String.valueOf(fields.get(field)) : "";
    }

    /** Returns the fields that the writer of the line gave, as {@code name=value}. */
    String details() {
        return new TreeMap<>(fields).entrySet().stream().filter(field -> !OWN.contains(field.getKey()))
                .filter(field -> !"".equals(field.getValue()))
                .map(field -> field.getKey() + "=" + field.getValue()).collect(Collectors.joining(" "));
    }
}
