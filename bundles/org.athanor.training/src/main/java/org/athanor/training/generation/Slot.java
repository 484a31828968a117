package org.athanor.training.generation;

import org.athanor.api.plugin.PluginKind;
import org.athanor.training.config.Section;

/**
 * A place in a session for one plugin.
 *
 * @param kind the kind
 * @param name the plugin's name
 * @param section the plugin's section of the run file, without the key that selects it
 */
public record Slot(PluginKind kind, String name, Section section) {

    /** Returns {@code kind:name}. */
    public String id() {
        return kind.word() + ":" + name;
    }

    /** Returns whether this is the slot of a plugin. */
    public boolean is(PluginKind otherKind, String otherName) {
        return kind == otherKind && name.equals(otherName);
    }
}
