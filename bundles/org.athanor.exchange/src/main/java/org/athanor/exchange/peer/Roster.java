package org.athanor.exchange.peer;

import java.util.List;
import java.util.Optional;

/** The plugins that belong together in one generation, as peers find one another. Thread-safe. */
public interface Roster {

    /** Returns the plugins in the order of their slots; none once they are let go. */
    List<Member> members();

    /** Returns the service in a slot; empty when it is empty, or its plugin has gone. */
    Optional<Object> service(String slot);

    /** Returns whether the session uses or has used it. */
    boolean used();

    /** Returns whether its plugins are let go, or about to be. */
    boolean released();

    /**
     * Keeps the plugins from being let go.
     *
     * @param call names the call for whoever waits for its end
     * @param withdrawable whether that ends the hold when it has waited for long enough
     * @return to be closed; empty when it is too late
     */
    Optional<? extends Hold> hold(String call, boolean withdrawable);

    /** Returns the plugin in a slot, or empty. */
    default Optional<Member> member(String slot) {
        return members().stream().filter(member -> member.slot().equals(slot)).findFirst();
    }

    /** Returns whether a plugin belongs to it. */
    default boolean has(String instance) {
        return members().stream().anyMatch(member -> member.instance().equals(instance));
    }

    /** A hold on the plugins of a roster. */
    interface Hold extends AutoCloseable {

        /** Returns whether it still holds: it is neither closed nor withdrawn. */
        boolean holds();

        @Override
        void close();
    }
}
