package org.athanor.plugins.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.osgi.framework.Bundle;

/**
 * Remembers the bundles that a change had to leave installed because calls that do not end are inside them. No plan is
 * about them. Nothing of this outlives the process: a restart takes only what the plugin set names. Thread-safe.
 */
public final class Leftovers {

    private final List<Leftover> all = new CopyOnWriteArrayList<>();

    private record Leftover(Set<Bundle> bundles, Retirement retirement) {

        private boolean concerns(Blueprint blueprint) {
            return blueprint.parts().stream().anyMatch(part -> bundles.stream()
                    .anyMatch(bundle -> part.symbolicName().equals(bundle.getSymbolicName())));
        }

        /** A framework takes no second bundle of the same name and version. */
        private Optional<Bundle> obstacle(Blueprint blueprint) {
            return bundles.stream().filter(bundle -> blueprint.jars().stream()
                    .anyMatch(jar -> jar.symbolicName().equals(bundle.getSymbolicName())
                            && jar.version().equals(bundle.getVersion()))).findFirst();
        }
    }

    /** Takes bundles away once no call is inside them any more. */
    @FunctionalInterface
    public interface Retirement {

        /** Takes them away; returns which call is still inside them, when one is. */
        Optional<Problem> run();
    }

    /** Remembers bundles. */
    public void add(Set<Bundle> bundles, Retirement retirement) {
        all.add(new Leftover(Set.copyOf(bundles), retirement));
    }

    /** Returns the bundles. */
    public Set<Bundle> bundles() {
        return all.stream().flatMap(each -> each.bundles().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Takes away what is left of the bundles of a blueprint, if its calls have ended.
     *
     * @return why the blueprint cannot be carried out yet, when one that is still there is in its way
     */
    public Optional<Problem> retire(Blueprint blueprint) {
        Optional<Problem> obstacle = Optional.empty();
        for (Leftover each : all) {
            Optional<Problem> inside = each.concerns(blueprint) ? each.retirement().run() : Optional.empty();
            if (each.concerns(blueprint) && inside.isEmpty()) {
                all.remove(each);
            }
            obstacle = obstacle.or(() -> inside.flatMap(problem -> each.obstacle(blueprint).map(bundle ->
                    Problem.of(Kind.REFUSED, "an earlier copy is still installed, because a call is inside it: "
                            + problem.message(), bundle.getSymbolicName() + " " + bundle.getVersion(),
                            "try again when the call has ended"))));
        }
        return obstacle;
    }
}
