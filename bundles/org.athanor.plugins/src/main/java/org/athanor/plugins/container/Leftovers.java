package org.athanor.plugins.container;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;

/**
 * Remembers the bundles that a change had to leave installed because calls that do not end are inside them. No plan is
 * about them. Nothing of this outlives the process: a restart takes only what the plugin set names. Thread-safe.
 */
public final class Leftovers {

    private final List<Leftover> all = new CopyOnWriteArrayList<>();

    private record Leftover(Set<Bundle> bundles, Retirement retirement) {

        private boolean concerns(Collection<String> symbolicNames) {
            return bundles.stream().anyMatch(bundle -> symbolicNames.contains(bundle.getSymbolicName()));
        }

        /** A framework takes no second bundle of the same name and version. */
        private Optional<Bundle> obstacle(Collection<PluginJar> jars) {
            return bundles.stream().filter(bundle -> jars.stream()
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
     * Takes away what is left of some bundles, if its calls have ended.
     *
     * @param symbolicNames the bundles
     * @param jars the jars that are to come in
     * @return why these jars cannot come in yet, when one that is still there is in their way
     */
    public Optional<Problem> retire(Collection<String> symbolicNames, Collection<PluginJar> jars) {
        Optional<Problem> obstacle = Optional.empty();
        for (Leftover each : List.copyOf(all)) {
            boolean concerned = each.concerns(symbolicNames);
            Optional<Problem> inside = concerned ? each.retirement().run() : Optional.empty();
            if (concerned && inside.isEmpty()) {
                all.remove(each);
            }
            obstacle = obstacle.or(() -> inside.flatMap(problem -> each.obstacle(jars).map(bundle ->
                    Problem.of(Kind.REFUSED, "an earlier copy is still installed, because a call is inside it: "
                            + problem.message(), bundle.getSymbolicName() + " " + bundle.getVersion(),
                            "try again when the call has ended"))));
        }
        return obstacle;
    }
}
