package org.athanor.plugins.plan;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
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
import org.athanor.plugins.inspect.JarInspector;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.store.SetEntry;
import org.osgi.framework.Bundle;

/** Collects what a plan consists of and seals it with its hash. */
final class Draft {

    private final Container container;
    private final Operation operation;
    private final Map<String, SetEntry> entries;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final TreeSet<Bundle> dependsOn = new TreeSet<>();
    private Optional<PluginJar> jar = Optional.empty();
    private Optional<InstalledPlugin> current = Optional.empty();
    private List<SessionChange> sessions = List.of();
    private Plan.Details details = Plan.Details.NONE;
    private List<String> refreshed = List.of();
    private Optional<SetEntry> next = Optional.empty();

    /**
     * Starts a draft.
     *
     * @param entries the plugin set as it is
     */
    Draft(Container container, Operation operation, Map<String, SetEntry> entries) {
        this.container = container;
        this.operation = operation;
        this.entries = entries;
    }

    Draft comingIn(PluginJar plugin, List<Bundle> providers, Plan.Details found) {
        jar = Optional.of(plugin);
        details = found;
        dependsOn.addAll(providers);
        return this;
    }

    Draft about(Optional<InstalledPlugin> plugin) {
        current = plugin;
        return this;
    }

    Draft switching(List<SessionChange> changes) {
        sessions = changes;
        return this;
    }

    Draft refreshing(List<String> lines) {
        refreshed = lines;
        return this;
    }

    /** Sets the entry of the plugin set afterwards; empty when nothing differs from the distribution any more. */
    Draft leaving(Optional<SetEntry> entry) {
        next = entry;
        return this;
    }

    /** Adds a line that is told before the actions. */
    Draft note(String line) {
        notes.add(line);
        return this;
    }

    Draft step(Step.Kind kind, String words) {
        steps.add(new Step(kind, words));
        return this;
    }

    /** Adds the actions that switch sessions, when there are sessions to switch. */
    Draft switchSteps() {
        if (!sessions.isEmpty()) {
            String where = " in " + String.join(", ", sessionIds());
            step(Step.Kind.PREPARE, "wait for its services and check their health" + where);
            if (jar.isPresent() && current.isPresent()) {
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
        String name = jar.map(PluginJar::symbolicName).orElseGet(() -> current.orElseThrow().symbolicName());
        Map<String, SetEntry> set = new TreeMap<>(entries);
        next.ifPresentOrElse(entry -> set.put(name, entry), () -> set.remove(name));
        current.ifPresent(plugin -> dependsOn.add(plugin.bundle()));
        sessions.stream().flatMap(change -> change.session().bindings().stream())
                .map(binding -> container.context().getBundle(binding.bundleId())).filter(Objects::nonNull)
                .forEach(dependsOn::add);
        List<String> state = dependsOn.stream().map(Draft::state).toList();
        List<String> actions = new ArrayList<>(notes);
        steps.forEach(step -> actions.add(step.words()));
        actions.add("write the outcome to the ledger");
        Plan.Part part = new Plan.Part(jar.map(PluginJar::ids).orElseGet(() -> current.orElseThrow().ids()), name,
                current.map(plugin -> plugin.version().toString()), jar.map(plugin -> plugin.version().toString()),
                jar.map(PluginJar::source).orElse(""), jar.map(PluginJar::sha256).orElse(""), details);
        Plan open = new Plan(operation, List.of(part), actions, refreshed, sessionIds(), "");
        Plan sealed = new Plan(operation, open.parts(), actions, refreshed, open.sessions(), hash(open, state));
        return new Blueprint(sealed, jar, current, sessions, steps, set, state);
    }

    private List<String> sessionIds() {
        return sessions.stream().map(change -> change.session().id()).toList();
    }

    private static String state(Bundle bundle) {
        return "bundle " + bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + " "
                + (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING ? "active"
                        : "not active") + ", changed " + Instant.ofEpochMilli(bundle.getLastModified());
    }

    private static String hash(Plan plan, List<String> state) {
        JsonArrayBuilder parts = Json.createArrayBuilder();
        plan.parts().forEach(part -> parts.add(Json.createObjectBuilder().add("plugin", part.plugin())
                .add("bundle", part.bundle()).add("from", part.from().orElse("")).add("to", part.to().orElse(""))
                .add("source", part.source()).add("sha256", part.sha256())
                .add("resolution", array(part.details().resolution()))
                .add("versions", array(part.details().versions())).add("features", array(part.details().features()))
                .add("state", array(part.details().state()))));
        JsonObject json = Json.createObjectBuilder().add("operation", plan.operation().name()).add("parts", parts)
                .add("actions", array(plan.actions())).add("refreshed", array(plan.refreshed()))
                .add("sessions", array(plan.sessions())).add("state", array(state)).build();
        return JarInspector.sha256(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonArrayBuilder array(Collection<String> lines) {
        return Json.createArrayBuilder(lines);
    }
}
