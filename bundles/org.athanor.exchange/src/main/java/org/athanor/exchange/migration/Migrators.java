package org.athanor.exchange.migration;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.AthanorMigrator;
import org.athanor.api.state.Migration;
import org.athanor.api.state.StateMigrator;
import org.athanor.api.state.StateSnapshot;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The migrators of all bundles: takes a state along the shortest path to the version that a plugin understands. */
public final class Migrators implements AutoCloseable {

    private final ServiceTracker<StateMigrator, StateMigrator> services;

    /** Starts to follow the migrators of a framework. */
    public Migrators(BundleContext context) {
        services = new ServiceTracker<>(context, StateMigrator.class, null);
        services.open();
    }

    /**
     * Migrates a state for a plugin.
     *
     * @return the state in the version that the plugin declares; the state as it is for a plugin that declares none;
     *         a problem when there is no path, a migrator fails, or a field would be lost
     */
    public Result<StateSnapshot> migrate(StateSnapshot state, PluginDescriptor plugin) {
        if (plugin.stateSchema().isEmpty()) {
            return Result.ok(state);
        }
        if (!plugin.stateSchema().equals(state.schema())) {
            return Result.err(refused("its state has the schema " + plugin.stateSchema() + ", not " + state.schema(),
                    plugin));
        }
        Map<Migration, StateMigrator> edges = edges();
        Optional<List<Migration>> path = Migration.path(edges.keySet(), state.schema(), state.version(),
                plugin.stateVersion());
        if (path.isEmpty()) {
            return Result.err(refused("there is no migration of " + state.schema() + " from version " + state.version()
                    + " to " + plugin.stateVersion(), plugin));
        }
        Result<StateSnapshot> migrated = Result.ok(state);
        for (Migration edge : path.get()) {
            migrated = migrated.flatMap(before -> step(before, edge,
                    Objects.requireNonNull(edges.get(edge))));
        }
        return migrated;
    }

    @Override
    public void close() {
        services.close();
    }

    private Map<Migration, StateMigrator> edges() {
        Map<Migration, StateMigrator> edges = new LinkedHashMap<>();
        for (Map.Entry<ServiceReference<StateMigrator>, StateMigrator> service : services.getTracked().entrySet()) {
            ServiceReference<StateMigrator> reference = service.getKey();
            Migration.of(reference.getProperty(AthanorMigrator.PREFIX_ + "schema"),
                    reference.getProperty(AthanorMigrator.PREFIX_ + "from"),
                    reference.getProperty(AthanorMigrator.PREFIX_ + "to"))
                    .ifPresent(edge -> edges.putIfAbsent(edge, service.getValue()));
        }
        return edges;
    }

    static Result<StateSnapshot> step(StateSnapshot before, Migration edge, StateMigrator migrator) {
        String where = "migration of " + edge.schema() + " from " + edge.from() + " to " + edge.to();
        try {
            return migrator.migrate(before).flatMap(after -> check(before, after, edge, migrator, where));
        } catch (RuntimeException | LinkageError e) {
            return Result.err(Problem.failed("the migrator failed", e).at(where));
        }
    }

    private static Result<StateSnapshot> check(StateSnapshot before, StateSnapshot after, Migration edge,
            StateMigrator migrator, String where) {
        if (!after.schema().equals(edge.schema()) || after.version() != edge.to()) {
            return Result.err(Problem.of(Kind.FAILED, "the migrator answered " + after.schema() + " version "
                    + after.version(), where, ""));
        }
        try {
            JsonObject old = fields(before);
            JsonObject fresh = fields(after);
            for (String field : old.keySet()) {
                String name = migrator.renames().getOrDefault(field, field);
                if (!fresh.containsKey(name) && !migrator.drops().contains(field)) {
                    return Result.err(Problem.of(Kind.FAILED, "the migrator loses the field '" + field + "'", where,
                            "name it in drops() if that is meant"));
                }
            }
            return Result.ok(after);
        } catch (JsonException e) {
            return Result.err(Problem.failed("the state is no JSON object", e).at(where));
        }
    }

    private static JsonObject fields(StateSnapshot state) {
        try (var reader = Json.createReader(new StringReader(state.json()))) {
            return reader.readObject();
        }
    }

    private static Problem refused(String what, PluginDescriptor plugin) {
        return Problem.of(Kind.REFUSED, what, plugin.toString(), "");
    }
}
