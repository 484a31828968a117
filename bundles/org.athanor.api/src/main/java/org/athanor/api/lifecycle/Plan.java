package org.athanor.api.lifecycle;

import java.util.List;
import java.util.Optional;

/**
 * What a change will do, decided before anything is touched.
 *
 * @param operation the operation
 * @param plugin {@code kind:name}; several, separated by commas, when one bundle holds several plugins
 * @param bundle the bundle's symbolic name
 * @param from the version before, if there is one
 * @param to the version after, if there is one
 * @param source where the new jar comes from; empty when none does
 * @param sha256 the content hash of the new jar; empty when there is none
 * @param resolution one line per requirement: what resolves to what
 * @param actions one line per action, in order
 * @param refreshed bundles that would be refreshed, each with the reason; normally none
 * @param sessions the ids of the sessions that will be switched
 * @param hash SHA-256 over all of the above and the state of the bundles that the plan depends on
 */
public record Plan(Plugins.Operation operation, String plugin, String bundle, Optional<String> from,
        Optional<String> to, String source, String sha256, List<String> resolution, List<String> actions,
        List<String> refreshed, List<String> sessions, String hash) {

    public Plan {
        resolution = List.copyOf(resolution);
        actions = List.copyOf(actions);
        refreshed = List.copyOf(refreshed);
        sessions = List.copyOf(sessions);
    }
}
