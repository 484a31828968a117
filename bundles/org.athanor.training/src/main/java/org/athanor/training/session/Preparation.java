package org.athanor.training.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Change;
import org.athanor.training.catalog.CatalogEntry;
import org.athanor.training.catalog.PluginCatalog;
import org.athanor.training.config.Section;
import org.athanor.training.generation.Candidate;
import org.athanor.training.generation.Generation;
import org.athanor.training.generation.PluginBinding;
import org.athanor.training.generation.Slot;

/** Prepares the generation that a change leads to, off the step thread, and checks it against the session's state. */
final class Preparation {

    private final SessionState state;
    private final SlotTable slots;
    private final BiFunction<List<Candidate>, Generation, Result<Generation>> builder;
    private final PluginCatalog catalog;
    private final Section root;

    /** {@code builder}: builds the generation that follows another. */
    Preparation(SessionState state, SlotTable slots,
            BiFunction<List<Candidate>, Generation, Result<Generation>> builder, PluginCatalog catalog, Section root) {
        this.state = state;
        this.slots = slots;
        this.builder = builder;
        this.catalog = catalog;
        this.root = root;
    }

    /**
     * A prepared change.
     *
     * @param from the generation that it was prepared against
     * @param to the generation that it leads to, ready to work
     */
    record Prepared(Generation from, SessionState.Ready to) {
    }

    Result<Prepared> prepare(Generation from, List<Change> changes) {
        return candidates(from, changes).flatMap(candidates -> rules(from, candidates)
                .map(Result::<Prepared>err)
                .orElseGet(() -> builder.apply(candidates, from).flatMap(to -> fitting(from, to))));
    }

    private Result<Prepared> fitting(Generation from, Generation to) {
        Optional<Problem> misfit = state.model().misfit(to.model(), to.optimizer());
        if (misfit.isEmpty()) {
            return Result.ok(new Prepared(from, state.ready(to)));
        }
        try {
            to.release(java.time.Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Result.err(misfit.get());
    }

    private Result<List<Candidate>> candidates(Generation from, List<Change> changes) {
        List<Candidate> candidates = new ArrayList<>();
        List<Change> open = new ArrayList<>(changes);
        for (PluginBinding binding : from.bindings()) {
            Optional<Change> change = open.stream()
                    .filter(each -> binding.slot().is(each.kind(), each.name())).findFirst();
            change.ifPresent(open::remove);
            boolean left = !slots.alive(binding) && !binding.slot().kind().mandatory();
            Optional<Long> bundle = change.map(Change::toBundle)
                    .orElse(left ? Optional.empty() : Optional.of(binding.bundleId()));
            if (change.flatMap(Change::fromBundle).filter(id -> id != binding.bundleId()).isPresent()) {
                return refused(change.get(), "is in bundle " + binding.bundleId() + ", not in bundle "
                        + change.get().fromBundle().get());
            }
            if (bundle.isEmpty() && !binding.slot().kind().many() && binding.slot().kind().mandatory()) {
                return refused(change.orElseThrow(), "cannot be removed: the session cannot do without");
            }
            bundle.ifPresent(id -> candidates.add(new Candidate(binding.slot(), id)));
        }
        for (SlotTable.Empty empty : slots.empty()) {
            open.stream().filter(each -> empty.slot().is(each.kind(), each.name())
                    && each.fromBundle().equals(Optional.of(empty.last().bundleId()))).findFirst().ifPresent(change -> {
                        open.remove(change);
                        change.toBundle().ifPresent(id -> candidates.add(new Candidate(empty.slot(), id)));
                    });
        }
        for (Change added : open) {
            if (added.toBundle().isEmpty() || added.fromBundle().isPresent()) {
                return refused(added, "is not in the session");
            }
            Result<CatalogEntry> entry = catalog.inBundle(added.kind(), added.name(), added.toBundle().get());
            if (entry.failure().isPresent()) {
                return Result.err(entry.failure().get());
            }
            candidates.add(new Candidate(slot(entry.unwrap().descriptor()), added.toBundle().get()));
        }
        return Result.ok(slots.inOrder(candidates));
    }

    /** A plugin that was in the session before comes back with its settings; a new one takes its section. */
    private Slot slot(PluginDescriptor descriptor) {
        return slots.known(new Slot(descriptor.kind(), descriptor.name(), root.section(descriptor.configKey())));
    }

    private Optional<Problem> rules(Generation from, List<Candidate> candidates) {
        Set<String> broken = new LinkedHashSet<>(PluginDescriptor.violations(candidates.stream()
                .map(candidate -> descriptor(candidate.slot(), candidate.bundleId())).flatMap(Optional::stream)
                .toList()));
        broken.removeAll(PluginDescriptor.violations(from.bindings().stream()
                .map(binding -> descriptor(binding.slot(), binding.bundleId())).flatMap(Optional::stream).toList()));
        return broken.stream().findFirst().map(rule -> Problem.of(Kind.REFUSED, rule));
    }

    private Optional<PluginDescriptor> descriptor(Slot slot, long bundleId) {
        return catalog.inBundle(slot.kind(), slot.name(), bundleId).toOptional().map(CatalogEntry::descriptor);
    }

    private static <T> Result<T> refused(Change change, String why) {
        return Result.err(Problem.of(Kind.REFUSED, why, change.kind().word() + ":" + change.name(), ""));
    }
}
