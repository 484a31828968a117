package org.athanor.conformance.check;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.state.AthanorMigrator;
import org.athanor.api.state.Migration;
import org.athanor.api.state.StateMigrator;
import org.athanor.api.state.StateSnapshot;
import org.athanor.conformance.trial.Candidate;
import org.athanor.conformance.trial.Container;
import org.athanor.conformance.trial.Trial;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The migrators that a jar brings.
 *
 * @param container where they are
 * @param candidate the jar
 */
record Migrators(Container container, Candidate candidate) {

    /**
     * Takes a state to every other version from which there is a way back, and back again.
     *
     * @return the states that came back, each with the fields that no migrator drops
     */
    List<StateSnapshot> roundTrips(StateSnapshot state) {
        Set<Integer> versions = new TreeSet<>();
        candidate.migrations().stream().filter(edge -> edge.schema().equals(state.schema())).forEach(edge -> {
            versions.add(edge.from());
            versions.add(edge.to());
        });
        versions.remove(state.version());
        List<StateSnapshot> returned = new ArrayList<>();
        for (int version : versions) {
            Optional<List<Migration>> there = Migration.path(candidate.migrations(), state.schema(), state.version(),
                    version);
            Optional<List<Migration>> back = Migration.path(candidate.migrations(), state.schema(), version,
                    state.version());
            if (there.isPresent() && back.isPresent()) {
                List<Migration> way = new ArrayList<>(there.get());
                way.addAll(back.get());
                returned.add(roundTrip(state, way));
            }
        }
        return returned;
    }

    private StateSnapshot roundTrip(StateSnapshot state, List<Migration> way) {
        StateSnapshot at = state;
        Set<String> dropped = new TreeSet<>();
        for (Migration edge : way) {
            StateMigrator migrator = migrator(edge);
            dropped.addAll(migrator.drops());
            StateSnapshot next = migrator.migrate(at).orElse(problem -> {
                throw Trial.failed(words(edge) + " does not take the state: " + problem.message());
            });
            if (!next.schema().equals(edge.schema()) || next.version() != edge.to()) {
                throw Trial.failed(words(edge) + " gives " + next.schema() + " version " + next.version());
            }
            at = next;
        }
        JsonObject before = StateRoundTrip.json(state);
        JsonObject after = StateRoundTrip.json(at);
        for (String field : before.keySet()) {
            if (!dropped.contains(field) && !before.get(field).equals(after.get(field))) {
                throw Trial.failed("after the way " + way.stream().map(Migration::from).toList() + " and back the "
                        + "field " + field + " is " + after.get(field) + ", before it was " + before.get(field));
            }
        }
        return at;
    }

    private StateMigrator migrator(Migration edge) {
        BundleContext context = container.context();
        try {
            return context.getServiceReferences(StateMigrator.class, "(" + AthanorMigrator.PREFIX_ + "schema="
                    + edge.schema() + ")").stream().filter(reference -> serves(reference, edge)).findFirst()
                    .map(context::getService)
                    .orElseThrow(() -> Trial.failed(words(edge) + " is declared, but there is no such service"));
        } catch (InvalidSyntaxException e) {
            throw new ProblemException(Problem.failed("the schema " + edge.schema() + " cannot be asked for", e));
        }
    }

    private static boolean serves(ServiceReference<StateMigrator> reference, Migration edge) {
        return Migration.of(edge.schema(), reference.getProperty(AthanorMigrator.PREFIX_ + "from"),
                reference.getProperty(AthanorMigrator.PREFIX_ + "to")).filter(edge::equals).isPresent();
    }

    private static String words(Migration edge) {
        return "the migrator of " + edge.schema() + " from version " + edge.from() + " to " + edge.to();
    }
}
