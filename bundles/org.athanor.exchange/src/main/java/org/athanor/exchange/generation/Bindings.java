package org.athanor.exchange.generation;

import java.util.List;
import java.util.Optional;

/** Filled slots, and how to find a plugin among them. */
public interface Bindings {

    /** Returns the filled slots in order. */
    List<PluginBinding> bindings();

    /** Returns what fills a slot, or empty. */
    default Optional<PluginBinding> binding(String slot) {
        return bindings().stream().filter(binding -> binding.in(slot)).findFirst();
    }

    /** Returns what fills the slots of a row, in order; or the one slot of that name. */
    default List<PluginBinding> row(String declaration) {
        return bindings().stream().filter(binding -> binding.slot().declaration().name().equals(declaration)).toList();
    }

    /** Returns the service in a slot, or empty. */
    default <S> Optional<S> service(String slot, Class<S> type) {
        return binding(slot).map(PluginBinding::service).map(type::cast);
    }

    /**
     * Returns the service in a slot.
     *
     * @throws IllegalStateException names the slot when it is empty
     */
    default <S> S requiredService(String slot, Class<S> type) {
        return service(slot, type).orElseThrow(() -> new IllegalStateException("The slot '" + slot + "' is empty."));
    }
}
