package org.athanor.exchange.work;

import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.state.StateSnapshot;

/** A place from which a run can go on exactly, such as a checkpoint. */
public interface Place {

    /** Returns the completed steps. */
    long step();

    /** Returns the plugins that were in use, in slot order. */
    List<Filled> slots();

    /** Returns the states of plugins that keep some, by slot. */
    Map<String, StateSnapshot> states();

    /**
     * A slot as it was.
     *
     * @param slot the name of the slot
     * @param kind the word of its kind
     * @param plugin the plugin's name
     * @param bundle the plugin's bundle
     * @param settings the section that it was configured with, as plain values
     */
    record Filled(String slot, String kind, String plugin, BundleRef bundle, Map<String, Object> settings) {
    }
}
