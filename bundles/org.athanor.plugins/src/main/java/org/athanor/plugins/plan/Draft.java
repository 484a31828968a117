package org.athanor.plugins.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.PlanRequest;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.api.lifecycle.Subject;
import org.athanor.api.session.Session;
import org.athanor.plugins.action.Action;
import org.athanor.plugins.action.Drain;
import org.athanor.plugins.action.Prepare;
import org.athanor.plugins.action.Probation;
import org.athanor.plugins.action.Shadow;
import org.athanor.plugins.action.Switch;
import org.athanor.plugins.action.WriteSet;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.plan.Blueprint.Operand;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** Collects what a plan consists of and seals it with its hash. */
final class Draft {

    private final Container container;
    private final PlanRequest asked;
    private final Map<String, SetEntry> set;
    private final List<Action> actions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> refreshed = new ArrayList<>();
    private final List<Operand> operands = new ArrayList<>();
    private final List<Plan.Part> told = new ArrayList<>();
    private final TreeSet<Bundle> dependsOn = new TreeSet<>();
    private List<Rebinding> sessions = List.of();

    /**
     * Starts a draft.
     *
     * @param subjects what the operation is asked for
     * @param entries the plugin set as it is
     */
    Draft(Container container, Operation operation, List<Subject> subjects, Map<String, SetEntry> entries) {
        this.container = container;
        this.asked = new PlanRequest(operation, subjects);
        this.set = new TreeMap<>(entries);
    }

    /**
     * Adds a bundle.
     *
     * @param next its entry of the plugin set afterwards; empty when it does not differ from the distribution any more
     */
    Draft operand(Operand operand, Plan.Details details, Optional<SetEntry> next) {
        operands.add(operand);
        told.add(new Plan.Part(operand.ids(), operand.symbolicName(),
                operand.current().map(plugin -> plugin.version().toString()),
                operand.jar().map(jar -> jar.version().toString()), operand.jar().map(PluginJar::source).orElse(""),
                operand.jar().map(PluginJar::sha256).orElse(""), details));
        operand.current().ifPresent(plugin -> dependsOn.add(plugin.bundle()));
        return wanting(operand.symbolicName(), next);
    }

    /** Adds a bundle that goes, of which another part of the plan tells. */
    Draft leaving(InstalledPlugin plugin) {
        operands.add(new Operand(Optional.empty(), Optional.of(plugin)));
        dependsOn.add(plugin.bundle());
        return this;
    }

    /** Makes {@code next} the entry of the plugin set of a bundle; empty when it does not differ any more. */
    Draft wanting(String symbolicName, Optional<SetEntry> next) {
        next.ifPresentOrElse(entry -> set.put(symbolicName, entry), () -> set.remove(symbolicName));
        return this;
    }

    /** Adds a slot that is filled anew from a bundle which stays as it is, or emptied. */
    Draft part(Plan.Part part, Optional<InstalledPlugin> plugin) {
        told.add(part);
        plugin.ifPresent(each -> dependsOn.add(each.bundle()));
        return this;
    }

    /** Adds bundles whose change would make the plan another. */
    Draft dependingOn(Collection<Bundle> bundles) {
        dependsOn.addAll(bundles);
        return this;
    }

    Draft rebinding(List<Rebinding> rebindings) {
        sessions = rebindings;
        return this;
    }

    Draft refreshing(List<String> lines) {
        refreshed.addAll(lines);
        return this;
    }

    /** Adds a line that is told before the actions. */
    Draft note(String line) {
        notes.add(line);
        return this;
    }

    Draft then(List<? extends Action> all) {
        actions.addAll(all);
        return this;
    }

    Draft then(Action action) {
        actions.add(action);
        return this;
    }

    /** Adds the actions that switch sessions, when there are sessions to switch. */
    Draft thenSwitch() {
        if (!sessions.isEmpty()) {
            then(new Prepare(sessions));
            if (sessions.stream().flatMap(each -> each.slots().stream())
                    .anyMatch(slot -> slot.from().isPresent() && slot.to().isPresent())) {
                then(new Shadow(sessionIds()));
            }
            then(new Switch(sessionIds())).then(new Probation(sessionIds()));
        }
        return this;
    }

    /** Adds the action that decides the change; sessions do without a plugin that is stopped until it is started. */
    Draft thenWriteSet() {
        return then(new WriteSet(set.values(), operands.stream().map(Operand::symbolicName).toList(),
                asked.operation() == Operation.STOP ? sessions : List.of()));
    }

    /** Adds the action that waits for calls into the version before, when sessions have used it. */
    Draft thenDrain() {
        return sessions.isEmpty() ? this : then(new Drain());
    }

    Blueprint seal() {
        sessions.stream().flatMap(each -> each.session().bindings().stream())
                .flatMap(binding -> Stream.of(container.context().getBundles()).filter(binding.bundle()::names))
                .forEach(dependsOn::add);
        List<String> state = Stream.concat(dependsOn.stream().map(Draft::state), sessions.stream().flatMap(each ->
                each.slots().stream().flatMap(slot -> slot.from().stream()).map(binding ->
                        state(each.session(), binding)))).toList();
        List<String> words = new ArrayList<>(notes);
        actions.forEach(action -> words.add(action.words()));
        words.add("write the outcome to the ledger");
        Plan open = new Plan(asked, told, words, refreshed, sessionIds(), "");
        Plan sealed = new Plan(asked, told, words, refreshed, open.sessions(), PlanHash.of(open, state));
        return new Blueprint(sealed, operands, sessions, actions, state);
    }

    private List<String> sessionIds() {
        return sessions.stream().map(each -> each.session().id()).toList();
    }

    private static String state(Session session, Session.Binding binding) {
        return "session " + session.id() + " has " + binding.id() + " " + binding.version() + " " + binding.settings()
                + " in " + binding.slot();
    }

    private static String state(Bundle bundle) {
        return "bundle " + bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + " "
                + (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING ? "active"
                        : "not active") + ", changed " + Instant.ofEpochMilli(bundle.getLastModified());
    }
}
