package org.athanor.exchange.generation;

import java.util.List;
import java.util.Optional;
import org.athanor.exchange.peer.Member;
import org.athanor.exchange.peer.Roster;

/** Filled slots, and how to find a plugin among them. */
public interface Bindings extends Roster {

    /** Returns the filled slots in order. */
    List<PluginBinding> bindings();

    @Override
    default List<Member> members() {
        return bindings().stream().map(PluginBinding::member).toList();
    }

    @Override
    default boolean has(String instance) {
        return bindings().stream().anyMatch(binding -> binding.instance().equals(instance));
    }

    @Override
    default Optional<Object> service(String slot) {
        return binding(slot).filter(binding -> binding.reference().getBundle() != null).map(PluginBinding::service);
    }

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
