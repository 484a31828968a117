package org.athanor.exchange.migration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.StateSnapshot;
import org.athanor.api.state.Stateful;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.threads.GenerationThreads;

/** Hands the state of a plugin to its successor. The session stands still meanwhile, so nobody may take long. */
public final class Handover {

    private final BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migrators;
    private final Duration bound;

    /** {@code bound}: how long one call of a plugin may take. */
    public Handover(BiFunction<StateSnapshot, PluginDescriptor, Result<StateSnapshot>> migrators, Duration bound) {
        this.migrators = migrators;
        this.bound = bound;
    }

    /**
     * Gives newcomers the state of the plugins that they replace. Plugins that are fed do that on threads of their own.
     *
     * @param left by slot, what plugins whose service has gone left: a state, or nothing
     * @return the state that each plugin which was replaced had; without those that had gone
     * @throws ProblemException when a plugin does not give or does not take it; those that were replaced are unharmed
     */
    public Map<PluginBinding, StateSnapshot> between(Generation from, Generation to,
            Map<String, Optional<StateSnapshot>> left) {
        Map<PluginBinding, StateSnapshot> states = new LinkedHashMap<>();
        for (PluginBinding next : to.bindings()) {
            if (fed(next) || !(next.service() instanceof Stateful successor)) {
                continue;
            }
            Optional<PluginBinding> old = from.binding(next.slot().name());
            if (left.containsKey(next.slot().name())) {
                left.get(next.slot().name())
                        .ifPresent(state -> give(state, successor, next.descriptor(), to.threads()));
            } else if (old.filter(each -> each.service() != next.service() && sameState(each, next)).isPresent()) {
                snapshot(old.get(), from).ifPresent(state -> {
                    states.put(old.get(), state);
                    give(state, successor, next.descriptor(), to.threads());
                });
            }
        }
        return states;
    }

    /**
     * Returns the state of a plugin; empty when it keeps none, or hands it over on a thread of its own.
     *
     * @throws ProblemException when it does not answer
     */
    public Optional<StateSnapshot> snapshot(PluginBinding binding, Generation of) {
        return !fed(binding) && binding.service() instanceof Stateful plugin
                ? Optional.of(take(plugin, binding.descriptor(), of.threads())) : Optional.empty();
    }

    private static boolean fed(PluginBinding binding) {
        return binding.descriptor().kind().crossing() == Crossing.FED;
    }

    /**
     * Returns whether a successor takes the state over. Another plugin in the slot takes over what it understands, and
     * begins anew otherwise.
     */
    public static boolean sameState(PluginBinding old, PluginBinding next) {
        return old.descriptor().name().equals(next.descriptor().name())
                || old.descriptor().stateSchema().equals(next.descriptor().stateSchema());
    }

    /** Gives plugins that come back the state that they had; returns why they do, and what went wrong with that. */
    public Problem back(Generation from, Map<PluginBinding, StateSnapshot> states, Problem why) {
        Problem reason = why;
        for (Map.Entry<PluginBinding, StateSnapshot> old : states.entrySet()) {
            try {
                give(old.getValue(), (Stateful) old.getKey().service(), old.getKey().descriptor(), from.threads());
            } catch (ProblemException e) {
                reason = new Problem(why.kind(), reason.what() + "; also, " + e.problem().message(), why.where(),
                        why.remedy(), why.cause());
            }
        }
        return reason;
    }

    private long bound(GenerationThreads threads) {
        return Math.min(bound.toMillis(), threads.bound());
    }

    /**
     * Asks a plugin for its state.
     *
     * @throws ProblemException when it does not answer
     */
    StateSnapshot take(Stateful plugin, PluginDescriptor descriptor, GenerationThreads threads) {
        try {
            return threads.within(bound(threads), plugin::snapshot);
        } catch (Throwable e) {
            throw new ProblemException(Problem.failed("does not give its state", e).at(descriptor.toString()));
        }
    }

    /**
     * Gives a plugin a state, in the version that it declares.
     *
     * @throws ProblemException when there is none in that version, or the plugin does not take it
     */
    void give(StateSnapshot state, Stateful plugin, PluginDescriptor descriptor, GenerationThreads threads) {
        StateSnapshot migrated = migrators.apply(state, descriptor).unwrap();
        Result<Result.Done> restored;
        try {
            restored = threads.within(bound(threads), () -> plugin.restore(migrated));
        } catch (Throwable e) {
            throw new ProblemException(Problem.failed("does not take the state over", e).at(descriptor.toString()));
        }
        restored.ifErr(problem -> {
            throw new ProblemException(new Problem(problem.kind(), "does not take the state over: " + problem.message(),
                    descriptor.toString(), "", problem.cause()));
        });
    }
}
