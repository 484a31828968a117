package org.athanor.plugins.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.AthanorMigrator;
import org.athanor.api.state.Migration;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;

/** Finds out what becomes of the state of plugins when another version takes their place. None is lost silently. */
public final class StateHandover {

    private final Set<Migration> known;

    /**
     * Knows the migrations of the jars that come in, of the bundles that go, and of all others that are in use.
     *
     * @param jars the jars that come in
     * @param leaving the bundles that go
     */
    public StateHandover(BundleContext context, Collection<PluginJar> jars, Set<Bundle> leaving) {
        Set<Migration> all = new LinkedHashSet<>();
        jars.forEach(jar -> add(all, jar.resource().getCapabilities(AthanorMigrator.NAMESPACE)));
        leaving.forEach(bundle -> add(all, declared(bundle)));
        // The migrators of a bundle that is not started are no services.
        Stream.of(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING)
                .forEach(bundle -> add(all, declared(bundle)));
        known = all;
    }

    private static List<? extends Capability> declared(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null ? List.of() : revision.getDeclaredCapabilities(AthanorMigrator.NAMESPACE);
    }

    private static void add(Set<Migration> all, List<? extends Capability> capabilities) {
        capabilities.forEach(each -> Migration.of(each.getAttributes().get("schema"), each.getAttributes().get("from"),
                each.getAttributes().get("to")).ifPresent(all::add));
    }

    /** Returns one line per state of a plugin before or after, or why a state cannot be handed over. */
    public Result<List<String>> plan(InstalledPlugin old, PluginJar jar) {
        List<String> lines = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (PluginDescriptor before : old.plugins()) {
            Optional<PluginDescriptor> after = jar.plugins().stream()
                    .filter(plugin -> plugin.id().equals(before.id())).findFirst();
            if (!before.stateSchema().isEmpty()) {
                hand(before, after, lines, refusals);
            }
        }
        jar.plugins().stream().filter(after -> !after.stateSchema().isEmpty() && old.plugins().stream()
                        .noneMatch(before -> before.id().equals(after.id()) && !before.stateSchema().isEmpty()))
                .forEach(after -> lines.add("state " + after.stateSchema() + " " + after.stateVersion()
                        + " begins, " + after.id() + " kept none before"));
        return refusals.isEmpty() ? Result.ok(lines) : Result.err(Problem.of(Kind.REFUSED,
                String.join("; ", refusals), jar.symbolicName() + " " + jar.version(),
                "declare a migration with @AthanorMigrator in this bundle or in another that is in use"));
    }

    /**
     * Returns what becomes of the state of a plugin that another takes the place of. One with a state of its own begins
     * anew.
     */
    public Result<List<String>> plan(Optional<PluginDescriptor> before, Optional<PluginDescriptor> after) {
        List<String> lines = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        Optional<PluginDescriptor> keeps = before.filter(plugin -> !plugin.stateSchema().isEmpty());
        Optional<PluginDescriptor> takes = after.filter(plugin -> !plugin.stateSchema().isEmpty());
        boolean same = keeps.isPresent() && takes.isPresent()
                && keeps.get().stateSchema().equals(takes.get().stateSchema());
        if (same) {
            hand(keeps.get(), takes, lines, refusals);
        } else {
            keeps.ifPresent(plugin -> lines.add("state " + plugin.stateSchema() + " " + plugin.stateVersion() + " of "
                    + plugin.id() + " is left behind"));
            takes.ifPresent(plugin -> lines.add("state " + plugin.stateSchema() + " " + plugin.stateVersion() + " of "
                    + plugin.id() + " begins"));
        }
        return refusals.isEmpty() ? Result.ok(lines) : Result.err(Problem.of(Kind.REFUSED,
                String.join("; ", refusals), after.map(PluginDescriptor::toString).orElse(""),
                "declare a migration with @AthanorMigrator in a bundle that is in use"));
    }

    private void hand(PluginDescriptor before, Optional<PluginDescriptor> after, List<String> lines,
            List<String> refusals) {
        String schema = before.stateSchema();
        String state = "state " + schema + " " + before.stateVersion();
        if (after.isEmpty() || after.get().stateSchema().isEmpty()) {
            refusals.add(state + " of " + before.id() + " would be lost: the new version keeps no state");
        } else if (!after.get().stateSchema().equals(schema)) {
            refusals.add(state + " of " + before.id() + " would be lost: the state of the new version is "
                    + after.get().stateSchema() + " " + after.get().stateVersion());
        } else {
            int to = after.get().stateVersion();
            Migration.path(known, schema, before.stateVersion(), to).ifPresentOrElse(
                    path -> lines.add(path.isEmpty() ? state + " is handed over as it is" : state + " -> " + to + " by "
                            + path.stream().map(edge -> edge.from() + "->" + edge.to())
                                    .collect(Collectors.joining(", "))),
                    () -> refusals.add(state + " of " + before.id() + " cannot become version " + to
                            + ": there is no path" + migrations(schema)));
        }
    }

    private String migrations(String schema) {
        List<String> edges = known.stream().filter(edge -> edge.schema().equals(schema))
                .map(edge -> edge.from() + "->" + edge.to()).toList();
        return edges.isEmpty() ? ", and there are no migrations of it" : " over the migrations "
                + String.join(", ", edges);
    }
}
