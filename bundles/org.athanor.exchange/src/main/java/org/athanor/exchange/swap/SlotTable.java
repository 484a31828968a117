package org.athanor.exchange.swap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.session.Session.Binding;
import org.athanor.api.state.StateSnapshot;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.peer.SessionPeers;
import org.osgi.framework.ServiceReference;

/**
 * The slots that a session has or had, in their order, and those whose service went without a plan: the session waits
 * for a mandatory one and for one that another plugin needs, and does without any other until it comes back.
 * Thread-safe.
 */
public final class SlotTable {

    private final SessionState state;
    private final SessionPeers peers;
    private final Map<String, Candidate> known = new LinkedHashMap<>();
    /** By reference, the services that went; kept while a generation that uses them may be in use again. */
    private final Map<ServiceReference<?>, Optional<StateSnapshot>> gone = new ConcurrentHashMap<>();
    private final Map<String, Empty> empty = new LinkedHashMap<>();
    private volatile List<String> absent = List.of();

    /** Creates the table of a session. */
    public SlotTable(SessionState state, SessionPeers peers) {
        this.state = state;
        this.peers = peers;
    }

    /**
     * A slot that generations leave empty until its optional plugin is back.
     *
     * @param last what was in it
     * @param left the state that it left, if it keeps some
     */
    record Empty(Candidate last, BundleRef bundle, Optional<StateSnapshot> left) {

        Slot slot() {
            return last.slot();
        }

        private Binding binding() {
            return new Binding(slot().name(), last.kind(), last.plugin(), bundle, true, false,
                    last.section().plain());
        }
    }

    /** Notes the slots of a generation that is in use for good. */
    public synchronized void note(Generation generation) {
        generation.bindings().forEach(binding -> known.put(binding.slot().name(), binding.candidate()));
    }

    /** Returns what the session had in a slot last; empty when it never had such a slot. */
    synchronized Optional<Candidate> known(String slot) {
        return Optional.ofNullable(known.get(slot));
    }

    /** Returns candidates in the order of the slots, so that what comes back comes to its place; new ones are last. */
    synchronized List<Candidate> inOrder(List<Candidate> candidates) {
        List<String> order = List.copyOf(known.keySet());
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingInt(candidate -> order.contains(candidate.slot().name())
                ? order.indexOf(candidate.slot().name()) : Integer.MAX_VALUE));
        return sorted;
    }

    /** Notes that the service of a binding went, and the state that it left. */
    synchronized void lost(PluginBinding binding, Optional<StateSnapshot> left) {
        gone.put(binding.reference(), left);
    }

    /** Returns whether the service of a binding is there. */
    public boolean alive(PluginBinding binding) {
        return !gone.containsKey(binding.reference());
    }

    /** Returns the bindings of the generation in use whose service has gone. */
    public List<PluginBinding> missing() {
        return state.generation().bindings().stream().filter(binding -> !alive(binding)).toList();
    }

    /** Returns whether the generation in use cannot work while the plugin in a slot is gone. */
    boolean needs(Slot slot) {
        return slot.mandatory() || peers.needed(state.generation(), slot.name());
    }

    /** Notes which kinds of the generation in use no bundle brings any more; returns whether they are others now. */
    boolean absent(List<String> kinds) {
        boolean changed = !absent.equals(kinds);
        absent = List.copyOf(kinds);
        return changed;
    }

    /** Returns what the generation in use cannot work without and what has gone, in words; empty when it can work. */
    String needed() {
        return Stream.concat(missing().stream().filter(binding -> needs(binding.slot()))
                .map(binding -> binding.descriptor().id()), absent.stream().map(kind -> "the kind " + kind))
                .collect(Collectors.joining(", "));
    }

    /** Returns whether the generation in use cannot work. */
    boolean waits() {
        return !absent.isEmpty() || missing().stream().anyMatch(binding -> needs(binding.slot()));
    }

    /** Returns the slots that the generation in use leaves empty. */
    synchronized List<Empty> empty() {
        return empty.values().stream().filter(each -> state.generation()
                .binding(each.slot().name()).isEmpty()).toList();
    }

    /** Returns, by slot, what each plugin left whose service has gone: a state, or nothing. */
    synchronized Map<String, Optional<StateSnapshot>> left() {
        Map<String, Optional<StateSnapshot>> left = new HashMap<>();
        empty().forEach(each -> left.put(each.slot().name(), each.left()));
        missing().forEach(binding -> left.put(binding.slot().name(), gone.get(binding.reference())));
        return left;
    }

    /** Notes which slots are empty because the next generation does without optional plugins that have gone. */
    synchronized void leaveOut(Generation from, Generation to, List<SlotChange> changes) {
        from.bindings().stream().filter(binding -> !alive(binding))
                .filter(binding -> to.binding(binding.slot().name()).isEmpty())
                .filter(binding -> changes.stream().noneMatch(each -> binding.in(each.slot())))
                .forEach(binding -> empty.put(binding.slot().name(), new Empty(binding.candidate(), binding.bundle(),
                        Objects.requireNonNull(gone.get(binding.reference())))));
    }

    /** Forgets what only mattered to generations before the one in use; {@code changes} are made for good. */
    synchronized void confirm(List<SlotChange> changes) {
        note(state.generation());
        changes.forEach(change -> empty.values().removeIf(each -> each.slot().name().equals(change.slot())));
        empty.keySet().retainAll(empty().stream().map(each -> each.slot().name()).toList());
        Set<ServiceReference<?>> needed = missing().stream().map(PluginBinding::reference)
                .collect(Collectors.toSet());
        gone.keySet().retainAll(needed);
    }

    /** Returns the bindings of the generation in use, and after them what was in the slots that it leaves empty. */
    public synchronized List<Binding> bindings() {
        return Stream.concat(state.generation().bindings().stream().map(binding -> new Binding(binding.slot().name(),
                binding.descriptor().kind().word(), binding.descriptor().name(), binding.bundle(),
                !binding.slot().mandatory() || binding.slot().declaration().many(), alive(binding),
                binding.section().plain())),
                empty().stream().map(Empty::binding)).toList();
    }
}
