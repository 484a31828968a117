package org.athanor.api.lifecycle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one part of a change is about.
 *
 * @param name for INSTALL and UPGRADE a source: a file, a URL, or {@code mvn:group/artifact/version} in the local
 *     repository; for REMOVE, and for ROLLBACK of a slot, nothing; otherwise a plugin: its id ({@code kind:name}), its
 *     name, or its bundle's symbolic name
 * @param slot for USE and REMOVE the slot; for ADD the name that the slot gets, for UPGRADE the one slot to exchange,
 *     and for ROLLBACK the slot that goes back to what it held before, where given
 * @param session the one session to change, where given; otherwise each that has the slot, for ADD the only one
 * @param settings for USE and ADD values for keys of the plugin's section, as they are given on a command line
 */
public record Subject(String name, Optional<String> slot, Optional<String> session, Map<String, String> settings) {

    public Subject {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Names a plugin or a source, wherever it is used. */
    public static Subject of(String name) {
        return new Subject(name, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Names a plugin for a slot. */
    public static Subject inSlot(String slot, String name, Map<String, String> settings) {
        return new Subject(name, Optional.of(slot), Optional.empty(), settings);
    }

    /** Names what is in a slot. */
    public static Subject slot(String slot) {
        return inSlot(slot, "", Map.of());
    }

    /** Returns this subject in one session. */
    public Subject in(String sessionId) {
        return new Subject(name, slot, Optional.of(sessionId), settings);
    }

    /** Returns the slot and the plugin in the words of a command. */
    @Override
    public String toString() {
        StringBuilder words = new StringBuilder(slot.map(given -> name.isEmpty() ? given : given + " " + name)
                .orElse(name));
        settings.forEach((key, value) -> words.append(' ').append(key).append('=').append(value));
        return words.toString();
    }
}
