package org.athanor.api.lifecycle;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a change will do, decided before anything is touched: one or more bundles, all of them or none.
 *
 * @param request what was asked for
 * @param parts one per bundle, at least one
 * @param actions one line per action, in order
 * @param refreshed bundles that would be refreshed, each with the reason; normally none
 * @param sessions the ids of the sessions that will be switched
 * @param hash SHA-256 over all of the above and the state of the bundles that the plan depends on
 */
public record Plan(PlanRequest request, List<Part> parts, List<String> actions, List<String> refreshed,
        List<String> sessions, String hash) {

    private static final String AND = ",";

    public Plan {
        parts = List.copyOf(parts);
        actions = List.copyOf(actions);
        refreshed = List.copyOf(refreshed);
        sessions = List.copyOf(sessions);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a plan is about at least one bundle");
        }
    }

    /**
     * What the plan means for one bundle.
     *
     * @param plugin {@code kind:name}; several, separated by commas, when the bundle holds several plugins
     * @param bundle the bundle's symbolic name
     * @param from the version before, if there is one
     * @param to the version after, if there is one
     * @param source where the new jar comes from; empty when none does
     * @param sha256 the content hash of the new jar; empty when there is none
     * @param details what was found out about it
     */
    public record Part(String plugin, String bundle, Optional<String> from, Optional<String> to, String source,
            String sha256, Details details) {
    }

    /**
     * What was found out about a bundle that comes in; nothing for one that does not.
     *
     * @param resolution one line per requirement: what resolves to what
     * @param versions one line per package that it imports or exports: what changes, and for whom
     * @param features one line per rule between plugins: what it provides, requires and conflicts with
     * @param state one line per state that a plugin keeps: from which version to which, by which migrations
     */
    public record Details(List<String> resolution, List<String> versions, List<String> features,
            List<String> state) {

        /** Nothing. */
        public static final Details NONE = new Details(List.of(), List.of(), List.of(), List.of());

        public Details {
            resolution = List.copyOf(resolution);
            versions = List.copyOf(versions);
            features = List.copyOf(features);
            state = List.copyOf(state);
        }
    }

    /** Returns the operation. */
    public Plugins.Operation operation() {
        return request.operation();
    }

    /** Returns the plugins of all parts, {@code kind:name}, separated by commas. */
    public String plugin() {
        return all(Part::plugin);
    }

    /** Returns the symbolic names of all parts, separated by commas. */
    public String bundle() {
        return all(Part::bundle);
    }

    /** Returns the versions before, separated by commas; empty when there is none. */
    public Optional<String> from() {
        return parts.stream().flatMap(part -> part.from.stream()).reduce((one, other) -> one + AND + other);
    }

    /** Returns the versions after, separated by commas; empty when there is none. */
    public Optional<String> to() {
        return parts.stream().flatMap(part -> part.to.stream()).reduce((one, other) -> one + AND + other);
    }

    /** Returns where the new jars come from, separated by commas; empty when none does. */
    public String source() {
        return all(Part::source);
    }

    /** Returns the content hashes of the new jars, separated by commas; empty when there is none. */
    public String sha256() {
        return all(Part::sha256);
    }

    /** Returns the lines {@link Details#resolution()} of all parts. */
    public List<String> resolution() {
        return lines(Details::resolution);
    }

    /** Returns the lines {@link Details#versions()} of all parts. */
    public List<String> versions() {
        return lines(Details::versions);
    }

    /** Returns the lines {@link Details#features()} of all parts. */
    public List<String> features() {
        return lines(Details::features);
    }

    /** Returns the lines {@link Details#state()} of all parts. */
    public List<String> state() {
        return lines(Details::state);
    }

    private String all(Function<Part, String> field) {
        return parts.stream().map(field).filter(text -> !text.isEmpty()).collect(Collectors.joining(AND));
    }

    private List<String> lines(Function<Details, List<String>> field) {
        return parts.stream().flatMap(part -> field.apply(part.details).stream()).toList();
    }
}
