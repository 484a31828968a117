package org.athanor.exchange.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A mapping of a run file, in the order of the file. Immutable. */
public final class Section {

    private final String name;
    private final String where;
    private final Map<String, Setting> settings;

    /**
     * Creates a section.
     *
     * @param name the dotted key that leads here; empty for the whole file
     * @param where its place for messages
     */
    public Section(String name, String where, Map<String, Setting> settings) {
        this.name = name;
        this.where = where;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Makes a section of plain values, as {@link #plain} returns them; all have the place {@code where}. */
    public static Section of(String name, String where, Map<String, Object> plain) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        plain.forEach((key, value) -> settings.put(key, new Setting(value(path(name, key), where, value), where)));
        return new Section(name, where, settings);
    }

    private static Object value(String name, String where, Object plain) {
        return plain instanceof Map<?, ?> inner ? of(name, where, texts(inner))
                : plain instanceof List<?> items ? items.stream().map(item -> value(name, where, item)).toList()
                        : plain;
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        Map<String, Object> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), value));
        return texts;
    }

    /** Returns the dotted key of this section. */
    public String name() {
        return name;
    }

    /** Returns the place of this section. */
    public String where() {
        return where;
    }

    /** Returns the keys in order. */
    public Set<String> keys() {
        return settings.keySet();
    }

    /** Returns the setting under {@code key}, or empty. */
    public Optional<Setting> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** Returns the settings in order. */
    public Map<String, Setting> settings() {
        return settings;
    }

    /** Returns the section under {@code key}; an empty one when there is none or when it is no section. */
    public Section section(String key) {
        return setting(key).map(Setting::value)
                .filter(Section.class::isInstance)
                .map(Section.class::cast)
                .orElseGet(() -> new Section(path(name, key), where, Map.of()));
    }

    /** Returns this section without {@code key}. */
    public Section without(String key) {
        Map<String, Setting> rest = new LinkedHashMap<>(settings);
        rest.remove(key);
        return new Section(name, where, rest);
    }

    /** Returns this section with the value under a dotted key replaced or added. */
    public Section with(String dottedKey, Setting setting) {
        int dot = dottedKey.indexOf('.');
        Map<String, Setting> changed = new LinkedHashMap<>(settings);
        if (dot < 0) {
            changed.put(dottedKey, setting);
        } else {
            String head = dottedKey.substring(0, dot);
            Section inner = section(head).with(dottedKey.substring(dot + 1), setting);
            changed.put(head, new Setting(inner, setting.where()));
        }
        return new Section(name, where, changed);
    }

    /** Returns the values as plain maps, lists and scalars, for writing the section as YAML. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        settings.forEach((key, setting) -> plain.put(key, plain(setting.value())));
        return plain;
    }

    private static Object plain(Object value) {
        return value instanceof Section inner ? inner.plain()
                : value instanceof List<?> items ? items.stream().map(Section::plain).toList() : value;
    }

    private static String path(String name, String key) {
        return name.isEmpty() ? key : name + "." + key;
    }
}
