package org.athanor.plugins.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.RecordedPlugin;
import org.athanor.api.lifecycle.RunHistory;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.action.BringIn;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.rules.Features;
import org.athanor.plugins.rules.StateHandover;
import org.athanor.plugins.store.SetEntry;

/** Plans that fill, change or empty slots of sessions with what is installed: no bundle comes or goes. */
final class SlotPlans {

    private final Container container;
    private final Operation operation;
    private final List<Subject> subjects;

    SlotPlans(Container container, Operation operation, List<Subject> subjects) {
        this.container = container;
        this.operation = operation;
        this.subjects = subjects;
    }

    /** A slot of a session, and the bundle of the plugin that is to fill it; empty when it is left empty. */
    private record Filled(Session session, Rebinding.Slot slot, Optional<InstalledPlugin> plugin) {

        String where() {
            return "the slot '" + slot.name() + "' of " + session.id();
        }
    }

    /** Returns what changes in the sessions; throws a {@link ProblemException} when that cannot be told. */
    List<Rebinding> rebindings() {
        return rebindings(filled());
    }

    Result<Blueprint> blueprint(Map<String, SetEntry> entries) {
        try {
            List<Filled> filled = filled();
            List<Rebinding> rebindings = rebindings(filled);
            List<String> broken = Features.broken(container, rebindings);
            if (!broken.isEmpty()) {
                return Result.err(Problem.of(Kind.REFUSED, String.join("; ", broken), words(), ""));
            }
            Draft draft = new Draft(container, operation, subjects, entries).rebinding(rebindings);
            for (Filled each : filled) {
                part(draft, each, Features.after(container, rebindings.stream()
                        .filter(rebinding -> rebinding.session() == each.session()).findFirst().orElseThrow()));
            }
            filled.stream().flatMap(each -> each.plugin().stream()).distinct()
                    .forEach(plugin -> draft.then(new BringIn(plugin)));
            return Result.ok(draft.thenSwitch().thenDrain().seal());
        } catch (ProblemException e) {
            return Result.err(e.problem());
        }
    }

    private void part(Draft draft, Filled filled, List<PluginDescriptor> together) {
        Rebinding.Slot slot = filled.slot();
        Optional<PluginDescriptor> before = slot.from().flatMap(binding -> container.installed()
                .descriptor(binding.bundle(), binding.id()));
        List<String> features = new ArrayList<>();
        slot.to().ifPresent(plugin -> {
            features.addAll(Features.words(plugin));
            Features.met(plugin, together).forEach(line -> features.add(line + " in session "
                    + filled.session().id()));
        });
        List<String> state = new StateHandover(container.context(), List.of(), Set.of())
                .plan(before, slot.to()).unwrap();
        boolean another = slot.to().isPresent() && slot.from().filter(binding -> !binding.id().equals(slot.id()))
                .isPresent();
        draft.part(new Plan.Part(slot.id(), slot.to().map(PluginDescriptor::bundle)
                .orElseGet(() -> slot.from().orElseThrow().bundle().symbolicName()),
                slot.from().map(binding -> (another ? binding.name() + " " : "") + binding.version()),
                slot.to().map(plugin -> plugin.version().toString()), "", "",
                new Plan.Details(List.of(), List.of(), features, state)), filled.plugin());
        draft.note(words(filled));
    }

    private String words(Filled filled) {
        String settings = filled.slot().settings().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining(" "));
        String before = filled.slot().from().map(binding -> binding.id() + " " + binding.version()).orElse("");
        return filled.slot().to().map(plugin -> "put " + plugin + " into " + filled.where()
                + (before.isEmpty() ? "" : " in place of " + before) + (settings.isEmpty() ? "" : ", with " + settings))
                .orElseGet(() -> "take " + before + " out of " + filled.where());
    }

    private List<Rebinding> rebindings(List<Filled> filled) {
        Map<Session, List<Rebinding.Slot>> bySession = new LinkedHashMap<>();
        filled.forEach(each -> bySession.computeIfAbsent(each.session(), session -> new ArrayList<>())
                .add(each.slot()));
        return bySession.entrySet().stream().map(each -> new Rebinding(each.getKey(), each.getValue())).toList();
    }

    private List<Filled> filled() {
        List<Filled> filled = new ArrayList<>();
        for (Subject subject : subjects) {
            filled.addAll(switch (operation) {
                case ADD -> List.of(added(subject));
                case ROLLBACK -> back(subject);
                default -> changed(subject);
            });
        }
        Set<String> seen = new LinkedHashSet<>();
        filled.stream().filter(each -> !seen.add(each.where())).findFirst().ifPresent(each -> {
            throw new ProblemException(Problem.of(Kind.USAGE, each.where() + " is given twice", words(), ""));
        });
        return filled;
    }

    private List<Filled> changed(Subject subject) {
        SlotSearch search = new SlotSearch(container, subject);
        List<Filled> filled = new ArrayList<>();
        for (Session session : search.sessionsWithSlot()) {
            Session.Binding binding = search.binding(session).orElseThrow();
            if (operation == Operation.REMOVE) {
                search.checkRemovable(session, binding);
                filled.add(new Filled(session, Rebinding.Slot.unbound(binding), Optional.empty()));
            } else {
                InstalledPlugin plugin = search.plugin(binding);
                filled.add(new Filled(session, new Rebinding.Slot(binding.slot(), Optional.of(binding),
                        Optional.of(search.descriptor(plugin, binding.kind())), Optional.empty(),
                        subject.settings()),
                        Optional.of(plugin)));
            }
        }
        return filled;
    }

    private Filled added(Subject subject) {
        SlotSearch search = new SlotSearch(container, subject);
        Session session = search.onlySession();
        InstalledPlugin plugin = search.plugin(session.slots());
        Session.SlotInfo slot = search.slot(session, plugin);
        PluginDescriptor descriptor = search.descriptor(plugin, slot.kind());
        String name = slot.many() ? subject.slot().orElse(descriptor.name()) : slot.name();
        search.checkEmpty(session, name);
        return new Filled(session, new Rebinding.Slot(name, Optional.empty(), Optional.of(descriptor),
                Optional.empty(), subject.settings()), Optional.of(plugin));
    }

    /** What each session had in the slot before is in the ledger of its run. */
    private List<Filled> back(Subject subject) {
        SlotSearch search = new SlotSearch(container, subject);
        String slot = subject.slot().orElseThrow();
        List<Filled> filled = new ArrayList<>();
        for (Session session : search.sessions()) {
            RunHistory.of(container.ledgers().lines(session.directory().resolve("ledger.jsonl")).unwrap()).before(slot)
                    .ifPresent(before -> filled.add(new Filled(session, new Rebinding.Slot(slot,
                            search.binding(session), before.map(search::descriptor),
                            before.flatMap(RecordedPlugin::section), Map.of()), before.map(search::installed))));
        }
        if (filled.isEmpty()) {
            throw new ProblemException(Problem.of(Kind.NOT_FOUND, "the slot '" + slot
                    + "' has held nothing else before", words(),
                    "see what changed with train:status and plugin:history"));
        }
        filled.stream().filter(each -> each.plugin().isEmpty()).forEach(each -> search.binding(each.session())
                .ifPresent(binding -> search.checkRemovable(each.session(), binding)));
        return filled;
    }

    private String words() {
        return subjects.stream().map(Subject::toString).collect(Collectors.joining(", "));
    }
}
