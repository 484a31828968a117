package org.athanor.exchange.peer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;

/**
 * The rules for plugins that use one another.
 *
 * @param members the plugins of one generation
 * @param edges what each of them asks for
 */
record PeerRules(List<Member> members, Function<Member, List<Edge>> edges) {

    /** Returns the first rule that is broken, in words. */
    Optional<Problem> broken() {
        return members.stream().flatMap(asker -> edges.apply(asker).stream()
                        .flatMap(edge -> edge.broken(asker, members).stream())).findFirst()
                .or(() -> circle().map(path -> Problem.of(Kind.REFUSED, "the plugins in these slots use one another in "
                        + "a circle: " + String.join(" -> ", path), "", "leave one of them out, or let one do without"
                        + " the next")));
    }

    /** Returns the plugins that one uses, itself among them, and those that these use. */
    Set<Member> reach(Member from) {
        Set<Member> reached = new HashSet<>();
        reach(from, reached);
        return reached;
    }

    private void reach(Member from, Set<Member> reached) {
        if (reached.add(from)) {
            targets(from).forEach(target -> reach(target, reached));
        }
    }

    private List<Member> targets(Member asker) {
        return edges.apply(asker).stream().flatMap(edge -> edge.target(asker, members).stream()).toList();
    }

    private Optional<List<String>> circle() {
        Set<Member> closed = new HashSet<>();
        return members.stream().flatMap(member -> circle(member, new ArrayList<>(), closed).stream()).findFirst();
    }

    /** {@code closed}: from where no circle can be reached. */
    private Optional<List<String>> circle(Member at, List<Member> path, Set<Member> closed) {
        if (path.contains(at)) {
            List<Member> circle = new ArrayList<>(path.subList(path.indexOf(at), path.size()));
            circle.add(at);
            return Optional.of(circle.stream().map(Member::slot).toList());
        }
        if (closed.contains(at)) {
            return Optional.empty();
        }
        path.add(at);
        Optional<List<String>> found = targets(at).stream().flatMap(next -> circle(next, path, closed).stream())
                .findFirst();
        path.remove(path.size() - 1);
        closed.add(at);
        return found;
    }
}
