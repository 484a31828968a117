package org.athanor.plugins.apply;

import java.util.ArrayList;
import java.util.List;

/** The actions, by the words that the ledger has for them since there is one. */
final class ActionWords {

    /** Until a change is decided, in the order of an upgrade of a plugin that a session uses. */
    static final List<String> UNTIL_DECIDED = List.of("keep_old", "keep", "install", "resolve", "start", "components",
            "prepare", "shadow", "switch", "probation", "write_set");

    /** After a change is decided, in the same order. */
    static final List<String> AFTERWARDS = List.of("drain", "stop_old", "uninstall_old", "watch_loader", "forget");

    /** Takes the place of what brings a bundle in, for a plugin that is installed. */
    static final String OF_SLOTS = "bring_in";

    private ActionWords() {
    }

    static List<String> all() {
        List<String> all = new ArrayList<>(UNTIL_DECIDED);
        all.add(OF_SLOTS);
        all.addAll(AFTERWARDS);
        return all;
    }
}
