package org.athanor.api.lifecycle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;

/**
 * The fields of a line of a ledger, or of an object in it. Whoever asks for a field that is not there, or is of another
 * type, gets an {@link ProblemException} that names it.
 *
 * @param values the values in the order of the file: strings, {@code Long} for whole numbers, {@code Double} for
 *     others, booleans, lists and maps of them
 */
public record LedgerFields(Map<String, Object> values) {

    public LedgerFields {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns whether there is such a field. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Returns a string. */
    public String text(String key) {
        return value(key, String.class);
    }

    /** Returns a string, or {@code otherwise} when there is no such field. */
    public String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /** Returns a whole number. */
    public long number(String key) {
        return value(key, Long.class);
    }

    /** Returns a number, whole or not. */
    public double decimal(String key) {
        return value(key, Number.class).doubleValue();
    }

    /** Returns a truth value. */
    public boolean flag(String key) {
        return value(key, Boolean.class);
    }

    /** Returns an object. */
    public LedgerFields object(String key) {
        return fields(key, value(key, Map.class));
    }

    /** Returns a list of strings. */
    public List<String> texts(String key) {
        return ((List<?>) value(key, List.class)).stream().map(String::valueOf).toList();
    }

    /** Returns a list of objects. */
    public List<LedgerFields> objects(String key) {
        return ((List<?>) value(key, List.class)).stream().map(each -> fields(key, each)).toList();
    }

    private static LedgerFields fields(String key, Object value) {
        if (!(value instanceof Map<?, ?> object)) {
            throw wrong("the field '" + key + "' has something else than objects");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        object.forEach((name, each) -> values.put(String.valueOf(name), each));
        return new LedgerFields(values);
    }

    private <T> T value(String key, Class<T> type) {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw wrong("there is no field '" + key + "' of type " + type.getSimpleName());
        }
        return type.cast(value);
    }

    private static ProblemException wrong(String what) {
        return new ProblemException(Problem.of(Problem.Kind.IO, what, "a line of the ledger",
                "it was changed, or written by another version"));
    }
}
