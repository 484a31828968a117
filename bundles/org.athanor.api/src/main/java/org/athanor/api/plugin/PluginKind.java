package org.athanor.api.plugin;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of plugin, as the bundle that brings it declares it with {@link AthanorKind}. The service interface is named,
 * not referenced, so that reading a manifest loads no class.
 *
 * @param word the word for this kind in run files, commands, reports and the ledger
 * @param service the name of the service interface
 * @param crossing how what its plugins keep crosses an exchange
 * @param sideEffects whether a call of its plugins does something to the world
 */
public record PluginKind(String word, String service, Crossing crossing, boolean sideEffects) {

    /** What {@link #isName} allows, for the user. */
    public static final String NAMES = "use up to 64 letters, digits, '.', '_' and '-', beginning with a letter";

    /** Reads a kind from the attributes of a capability in {@link AthanorKind#NAMESPACE}; empty if it is none. */
    public static Optional<PluginKind> of(Map<String, Object> attributes) {
        if (!(attributes.get("word") instanceof String word) || !isName(word)
                || !(attributes.get("service") instanceof String service)) {
            return Optional.empty();
        }
        String crossing = String.valueOf(attributes.getOrDefault("crossing", Crossing.HANDED_OVER));
        try {
            return Optional.of(new PluginKind(word, service, Crossing.valueOf(crossing.toUpperCase(Locale.ROOT)),
                    !"false".equals(String.valueOf(attributes.get("side-effects")))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns whether a plugin, a kind or a key can be called so: they become parts of paths and of commands. */
    public static boolean isName(String word) {
        return word.matches("[A-Za-z][A-Za-z0-9._-]{0,63}");
    }

    @Override
    public String toString() {
        return word;
    }
}
