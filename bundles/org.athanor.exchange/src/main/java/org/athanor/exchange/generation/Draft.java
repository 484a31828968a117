package org.athanor.exchange.generation;

import java.util.List;
import java.util.Optional;
import org.athanor.exchange.threads.GenerationThreads;

/**
 * A generation that is being built.
 *
 * @param bindings the filled slots in order
 * @param before the generation in use, of which the new one may share what stays the same; empty at the start
 * @param threads the threads of the new generation
 */
public record Draft(List<PluginBinding> bindings, Optional<Generation> before, GenerationThreads threads)
        implements Bindings {

    public Draft {
        bindings = List.copyOf(bindings);
    }

    @Override
    public boolean used() {
        return false;
    }

    @Override
    public boolean released() {
        return false;
    }

    /** Nobody calls a generation that is being built but itself. */
    @Override
    public Optional<Hold> hold(String call, boolean withdrawable) {
        return Optional.empty();
    }

    /** Returns whether a slot is filled with the same service as in the generation before. */
    public boolean same(String slot) {
        return before.filter(generation -> generation.binding(slot).map(PluginBinding::reference)
                .equals(binding(slot).map(PluginBinding::reference))).isPresent();
    }
}
