package org.athanor.exchange.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.athanor.api.plugin.BundleRef;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session.Change;
import org.athanor.api.session.Session.Incoming;
import org.athanor.exchange.catalog.InstalledPlugins;
import org.athanor.exchange.config.RunFile;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.generation.Candidate;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.generation.PluginBinding;
import org.athanor.exchange.generation.Slot;
import org.athanor.exchange.swap.SlotChange.Filling;
import org.athanor.exchange.work.RunningWork;
import org.athanor.exchange.work.SlotDeclaration;

/**
 * Prepares the generation that a change leads to, off the session's thread, and checks it against the session's state.
 *
 * @param slots what the session has and had in its slots
 * @param work what fits or does not
 * @param builder builds the generation that follows another
 * @param plugins finds plugins
 * @param declared finds the slot, or the row of slots, that a plugin belongs into
 * @param root the run file
 */
public record Preparation(SlotTable slots, RunningWork work,
        BiFunction<List<Candidate>, Generation, Result<Generation>> builder, InstalledPlugins plugins,
        BiFunction<String, PluginDescriptor, Optional<SlotDeclaration>> declared, Section root) {

    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    /**
     * A prepared change.
     *
     * @param from the generation that it was prepared against
     * @param to the generation that it leads to
     * @param ready lets that take over
     * @param changes what it changes
     */
    public record Prepared(Generation from, Generation to, RunningWork.Ready ready, List<SlotChange> changes) {

        public Prepared {
            changes = List.copyOf(changes);
        }
    }

    /** Prepares a change of the generation {@code from}. */
    public Result<Prepared> prepare(Generation from, List<Change> changes) {
        try {
            Map<String, SlotChange> told = new LinkedHashMap<>();
            changes.forEach(change -> told.put(change.slot(), new SlotChange(change.slot(), Optional.empty(),
                    Optional.empty())));
            List<Candidate> candidates = candidates(from, changes, told);
            Optional<Problem> broken = rules(from, candidates);
            return broken.isPresent() ? Result.err(broken.get()) : builder.apply(candidates, from)
                    .flatMap(to -> fitting(from, to, List.copyOf(told.values())));
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }

    private Result<Prepared> fitting(Generation from, Generation to, List<SlotChange> changes) {
        Result<RunningWork.Ready> ready = work.ready(to);
        ready.ifErr(problem -> to.end(LAST_CALLS));
        return ready.map(each -> new Prepared(from, to, each, changes));
    }

    private List<Candidate> candidates(Generation from, List<Change> changes, Map<String, SlotChange> told) {
        List<Candidate> candidates = new ArrayList<>();
        List<Change> open = new ArrayList<>(changes);
        for (PluginBinding binding : from.bindings()) {
            Optional<Change> change = open.stream().filter(each -> binding.in(each.slot())).findFirst();
            if (change.isEmpty()) {
                if (!slots.alive(binding) && binding.slot().mandatory() && descriptor(binding.candidate()).isEmpty()) {
                    throw new ProblemException(Problem.of(Kind.REFUSED, "waits for " + binding.descriptor().id()
                            + ", which has gone", "", "bring it back first"));
                }
                if (slots.alive(binding) || binding.slot().mandatory()) {
                    candidates.add(binding.candidate());
                }
                continue;
            }
            open.remove(change.get());
            if (change.get().from().isEmpty()) {
                throw refused(change.get(), "is filled already, with " + binding.descriptor().id(),
                        "use plugin:use to put another plugin into it");
            }
            change.get().from().filter(bundle -> !bundle.sameAs(binding.bundle())).ifPresent(bundle -> {
                throw refused(change.get(), "is filled from " + binding.bundle() + ", not from " + bundle, "");
            });
            Optional<Candidate> next = change.get().to().map(incoming -> fill(binding.slot(), incoming,
                    Optional.of(binding.candidate())));
            if (next.isEmpty() && binding.slot().mandatory() && !binding.slot().declaration().many()) {
                throw refused(change.get(), "cannot be empty: the session cannot do without", "");
            }
            next.ifPresent(candidates::add);
            told.put(binding.slot().name(), told(change.get(), Optional.of(Filling.of(binding.candidate(),
                    binding.bundle())), next));
        }
        for (SlotTable.Empty empty : slots.empty()) {
            open.stream().filter(each -> empty.slot().name().equals(each.slot()) && each.from()
                    .filter(empty.bundle()::sameAs).isPresent()).findFirst().ifPresent(change -> {
                        open.remove(change);
                        Optional<Candidate> next = change.to().map(incoming -> fill(empty.slot(), incoming,
                                Optional.of(empty.last())));
                        next.ifPresent(candidates::add);
                        told.put(change.slot(), told(change, Optional.of(Filling.of(empty.last(),
                                empty.bundle())), next));
                    });
        }
        for (Change added : open) {
            Incoming incoming = added.to().filter(plugin -> added.from().isEmpty()).orElseThrow(() ->
                    refused(added, "is not in the session", ""));
            Candidate candidate = fill(slot(added, incoming), incoming, slots.known(added.slot()));
            candidates.add(candidate);
            told.put(added.slot(), told(added, Optional.empty(), Optional.of(candidate)));
        }
        return slots.inOrder(candidates);
    }

    private static SlotChange told(Change change, Optional<Filling> from, Optional<Candidate> to) {
        return new SlotChange(change.slot(), from, to.map(candidate -> Filling.of(candidate,
                change.to().orElseThrow().bundle())));
    }

    private Candidate fill(Slot slot, Incoming incoming, Optional<Candidate> before) {
        PluginDescriptor descriptor = descriptor(incoming);
        if (!descriptor.kind().service().equals(slot.declaration().service())) {
            throw new ProblemException(Problem.of(Kind.REFUSED, incoming.id() + " cannot fill the slot '" + slot.name()
                    + "', which is for the kind " + word(slot), "", "name a plugin of that kind"));
        }
        Section section = section(slot, incoming, before, descriptor);
        for (Map.Entry<String, String> setting : incoming.settings().entrySet()) {
            section = section.with(setting.getKey(), RunFile.setting(setting.getKey(), setting.getValue()));
        }
        return new Candidate(slot, incoming.kind(), incoming.name(), bundleId(incoming.bundle()), section);
    }

    /** A plugin that was in the slot before keeps its settings; another takes none but those that are given. */
    private Section section(Slot slot, Incoming incoming, Optional<Candidate> before, PluginDescriptor descriptor) {
        if (incoming.section().isPresent()) {
            return Section.of(slot.name(), slot.name(), incoming.section().get());
        }
        return before.filter(each -> each.kind().equals(incoming.kind())
                        && each.plugin().equals(incoming.name())).map(Candidate::section)
                .orElseGet(() -> before.isPresent() ? Section.of(slot.name(), slot.name(), Map.of())
                        : root.section(slot.name().equals(incoming.name()) ? descriptor.configKey() : slot.name())
                                .without(slot.declaration().selector()));
    }

    private String word(Slot slot) {
        return plugins.kinds().ofService(slot.declaration().service()).map(kind -> kind.word())
                .orElse(slot.declaration().service());
    }

    private PluginDescriptor descriptor(Incoming incoming) {
        return plugins.descriptor(incoming.kind(), incoming.name(), bundleId(incoming.bundle())).unwrap();
    }

    private long bundleId(BundleRef bundle) {
        return plugins.bundleId(bundle).orElseThrow(() -> new ProblemException(Problem.of(Kind.NOT_FOUND,
                "is not installed", bundle.toString(), "")));
    }

    private Slot slot(Change added, Incoming incoming) {
        return slots.known(added.slot()).map(Candidate::slot).orElseGet(() -> {
            SlotDeclaration declaration = declared.apply(added.slot(), descriptor(incoming)).orElseThrow(() ->
                    refused(added, "is no slot for " + incoming.id(), "see the slots with train:status"));
            if (!declaration.many() && !declaration.name().equals(added.slot())) {
                throw refused(added, "is no slot for " + incoming.id(), "its slot is '" + declaration.name() + "'");
            }
            if (!Slot.canBeNamed(added.slot())) {
                throw refused(added, "cannot name a slot", Slot.NAMES);
            }
            return new Slot(added.slot(), declaration);
        });
    }

    private Optional<Problem> rules(Generation from, List<Candidate> candidates) {
        Set<String> broken = new LinkedHashSet<>(PluginDescriptor.violations(candidates.stream()
                .flatMap(candidate -> descriptor(candidate).stream()).toList()));
        broken.removeAll(PluginDescriptor.violations(from.bindings().stream()
                .flatMap(binding -> descriptor(binding.candidate()).stream()).toList()));
        return broken.stream().findFirst().map(rule -> Problem.of(Kind.REFUSED, rule));
    }

    private Optional<PluginDescriptor> descriptor(Candidate candidate) {
        return plugins.descriptor(candidate.kind(), candidate.plugin(), candidate.bundleId()).toOptional();
    }

    private static ProblemException refused(Change change, String why, String remedy) {
        return new ProblemException(Problem.of(Kind.REFUSED, why, "slot " + change.slot(), remedy));
    }
}
