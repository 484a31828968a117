package org.athanor.training.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.StateSnapshot;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.session.Session.Change;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.generation.Slot;
import org.osgi.framework.ServiceReference;

/**
 * The slots that a session has or had, in their order, and those whose service went without a plan: the session waits
 * for a mandatory one, and does without an optional one until it comes back. Thread-safe.
 */
final class SlotTable {

    private final SessionState state;
    private final Map<String, Slot> known = new LinkedHashMap<>();
    /** By reference, the services that went; kept while a generation that uses them may be in use again. */
    private final Map<ServiceReference<?>, Optional<StateSnapshot>> gone = new ConcurrentHashMap<>();
    private final Map<String, Empty> empty = new LinkedHashMap<>();

    SlotTable(SessionState state) {
        this.state = state;
    }

    /**
     * A slot that generations leave empty until its optional plugin is back.
     *
     * @param slot the slot
     * @param last what was in it
     * @param left the state that it left, if it keeps some
     */
    record Empty(Slot slot, Binding last, Optional<StateSnapshot> left) {
    }

    /** Notes the slots of a generation that is in use for good. */
    synchronized void know(Generation generation) {
        generation.bindings().forEach(binding -> known.putIfAbsent(binding.slot().id(), binding.slot()));
    }

    /** Returns the slot of a plugin that the session had before, with the settings from then; or {@code fresh}. */
    synchronized Slot known(Slot fresh) {
        return known.getOrDefault(fresh.id(), fresh);
    }

    /** Returns candidates in the order of the slots, so that what comes back comes to its place; new ones are last. */
    synchronized List<Candidate> inOrder(List<Candidate> candidates) {
        List<String> order = List.copyOf(known.keySet());
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingInt(candidate -> order.contains(candidate.slot().id())
                ? order.indexOf(candidate.slot().id()) : Integer.MAX_VALUE));
        return sorted;
    }

    /** Notes that the service of a binding went, and the state that it left. */
    synchronized void lost(PluginBinding binding, Optional<StateSnapshot> left) {
        gone.put(binding.reference(), left);
    }

    /** Returns whether the service of a binding is there. */
    boolean alive(PluginBinding binding) {
        return !gone.containsKey(binding.reference());
    }

    /** Returns the bindings of the generation in use whose service has gone. */
    List<PluginBinding> missing() {
        return state.generation().bindings().stream().filter(binding -> !alive(binding)).toList();
    }

    /** Returns whether the generation in use cannot work. */
    boolean waits() {
        return missing().stream().anyMatch(binding -> binding.slot().kind().mandatory());
    }

    /** Returns the slots that the generation in use leaves empty. */
    synchronized List<Empty> empty() {
        return empty.values().stream().filter(each -> state.generation()
                .binding(each.slot().kind(), each.slot().name()).isEmpty()).toList();
    }

    /** Returns, by slot id, what each plugin left whose service has gone: a state, or nothing. */
    synchronized Map<String, Optional<StateSnapshot>> left() {
        Map<String, Optional<StateSnapshot>> left = new HashMap<>();
        empty().forEach(each -> left.put(each.slot().id(), each.left()));
        missing().forEach(binding -> left.put(binding.slot().id(), gone.get(binding.reference())));
        return left;
    }

    /** Notes which slots are empty because the next generation does without optional plugins that have gone. */
    synchronized void leaveOut(Generation from, Generation to, List<Change> changes) {
        from.bindings().stream().filter(binding -> !alive(binding))
                .filter(binding -> to.binding(binding.slot().kind(), binding.slot().name()).isEmpty())
                .filter(binding -> changes.stream().noneMatch(each -> binding.slot().is(each.kind(), each.name())))
                .forEach(binding -> empty.put(binding.slot().id(), new Empty(binding.slot(), new Binding(
                        binding.slot().kind(), binding.slot().name(), binding.version().toString(),
                        binding.bundleId(), false), gone.get(binding.reference()))));
    }

    /** Forgets what only mattered to generations before the one in use; {@code changes} are made for good. */
    synchronized void settle(List<Change> changes) {
        know(state.generation());
        changes.forEach(change -> empty.values().removeIf(each -> each.slot().is(change.kind(), change.name())));
        empty.keySet().retainAll(empty().stream().map(each -> each.slot().id()).toList());
        Set<ServiceReference<?>> needed = missing().stream().map(PluginBinding::reference)
                .collect(Collectors.toSet());
        gone.keySet().retainAll(needed);
    }

    /** Returns the bindings of the generation in use, and after them what was in the slots that it leaves empty. */
    synchronized List<Binding> bindings() {
        return Stream.concat(state.generation().bindings().stream().map(binding -> new Binding(binding.slot().kind(),
                binding.slot().name(), binding.version().toString(), binding.bundleId(), alive(binding))),
                empty().stream().map(Empty::last)).toList();
    }
}
