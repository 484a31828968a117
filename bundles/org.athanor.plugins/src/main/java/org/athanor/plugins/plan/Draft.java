package org.athanor.plugins.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** Collects what a plan consists of and seals it with its hash. */
final class Draft {

    private final Container container;
    private final Operation operation;
    private final Map<String, SetEntry> set;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> refreshed = new ArrayList<>();
    private final List<Blueprint.Part> parts = new ArrayList<>();
    private final List<Plan.Part> told = new ArrayList<>();
    private final TreeSet<Bundle> dependsOn = new TreeSet<>();
    private List<SessionChange> sessions = List.of();

    /**
     * Starts a draft.
     *
     * @param entries the plugin set as it is
     */
    Draft(Container container, Operation operation, Map<String, SetEntry> entries) {
        this.container = container;
        this.operation = operation;
        this.set = new TreeMap<>(entries);
    }

    /**
     * Adds a bundle.
     *
     * @param next its entry of the plugin set afterwards; empty when it does not differ from the distribution any more
     */
    Draft part(Blueprint.Part part, Plan.Details details, Optional<SetEntry> next) {
        parts.add(part);
        told.add(new Plan.Part(part.ids(), part.symbolicName(),
                part.current().map(plugin -> plugin.version().toString()),
                part.jar().map(jar -> jar.version().toString()), part.jar().map(PluginJar::source).orElse(""),
                part.jar().map(PluginJar::sha256).orElse(""), details));
        part.current().ifPresent(plugin -> dependsOn.add(plugin.bundle()));
        next.ifPresentOrElse(entry -> set.put(part.symbolicName(), entry), () -> set.remove(part.symbolicName()));
        return this;
    }

    /** Adds bundles whose change would make the plan another. */
    Draft dependingOn(Collection<Bundle> bundles) {
        dependsOn.addAll(bundles);
        return this;
    }

    Draft switching(List<SessionChange> changes) {
        sessions = changes;
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

    /** Adds an action about all parts together. */
    Draft step(Step.Kind kind, String words) {
        return step(kind, "", words);
    }

    Draft step(Step.Kind kind, String bundle, String words) {
        steps.add(new Step(kind, bundle, words));
        return this;
    }

    /** Adds the actions that switch sessions, when there are sessions to switch. */
    Draft switchSteps() {
        if (!sessions.isEmpty()) {
            String where = " in " + String.join(", ", sessionIds());
            step(Step.Kind.PREPARE, "wait for its services and check their health" + where);
            if (parts.stream().anyMatch(part -> part.jar().isPresent() && part.current().isPresent())) {
                step(Step.Kind.SHADOW, "run in the shadow of the version before" + where);
            }
            step(Step.Kind.SWITCH, "switch at the next barrier" + where);
            step(Step.Kind.PROBATION, "probation" + where + ": back to the version before when a step fails");
        }
        return this;
    }

    Draft drainStep() {
        return sessions.isEmpty() ? this : step(Step.Kind.DRAIN, "wait for calls into the version before to end");
    }

    Blueprint seal() {
        sessions.stream().flatMap(change -> change.session().bindings().stream())
                .map(binding -> container.context().getBundle(binding.bundleId())).filter(Objects::nonNull)
                .forEach(dependsOn::add);
        List<String> state = dependsOn.stream().map(Draft::state).toList();
        List<String> actions = new ArrayList<>(notes);
        steps.forEach(step -> actions.add(step.words()));
        actions.add("write the outcome to the ledger");
        Plan open = new Plan(operation, told, actions, refreshed, sessionIds(), "");
        Plan sealed = new Plan(operation, told, actions, refreshed, open.sessions(), PlanHash.of(open, state));
        return new Blueprint(sealed, parts, sessions, steps, set, state);
    }

    private List<String> sessionIds() {
        return sessions.stream().map(change -> change.session().id()).toList();
    }

    private static String state(Bundle bundle) {
        return "bundle " + bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + " "
                + (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING ? "active"
                        : "not active") + ", changed " + Instant.ofEpochMilli(bundle.getLastModified());
    }
}
