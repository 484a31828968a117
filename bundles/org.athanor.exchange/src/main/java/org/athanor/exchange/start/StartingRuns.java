package org.athanor.exchange.start;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;

/**
 * The names of the runs that are just starting: two runs of one name must not start side by side, and none waits for
 * another.
 */
final class StartingRuns {

    private final Set<String> names = new HashSet<>();

    /** A name that is taken until the start is over. */
    record Taken(StartingRuns runs, String name) implements AutoCloseable {

        @Override
        public void close() {
            synchronized (runs) {
                runs.names.remove(name);
            }
        }
    }

    /** Takes a name; throws a {@link ProblemException} when a run of this name is starting. */
    synchronized Taken take(String name) {
        if (!names.add(name)) {
            throw new ProblemException(Problem.of(Kind.USAGE, "a run '" + name + "' is just starting", "--id",
                    "choose another name, or wait"));
        }
        return new Taken(this, name);
    }

    /** Takes the first name that no run has yet. */
    synchronized Taken takeFirst(Stream<String> candidates, Predicate<String> used) {
        return take(candidates.filter(name -> !names.contains(name) && !used.test(name)).findFirst().orElseThrow());
    }
}
