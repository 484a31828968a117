package org.athanor.plugins;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Ledger;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.session.Session;
import org.athanor.api.session.SwapRecord;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.plan.Planner;
import org.athanor.plugins.plan.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the ledger, and the sessions that would have been switched, that a change was refused.
 *
 * @param planner knows whom it would have concerned
 * @param ledger the ledger of the container
 */
record Refusals(Planner planner, Ledger ledger) {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Records the refusal of a change. What was merely asked for in the wrong way concerns no session. */
    void record(Request request, Map<String, String> more, Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>(more);
        fields.put("operation", request.operation().name().toLowerCase(Locale.ROOT));
        fields.put("plugin", each(request, PluginJar::ids, InstalledPlugin::ids));
        fields.put("bundle", each(request, PluginJar::symbolicName, InstalledPlugin::symbolicName));
        fields.put("sha256", each(request, PluginJar::sha256, plugin -> ""));
        fields.put("reason", problem.message());
        ledger.append("refused", fields);
        if (problem.kind() == Problem.Kind.REFUSED) {
            record(planner.affected(request), problem.message());
        }
    }

    private String each(Request request, Function<PluginJar, String> ofJar, Function<InstalledPlugin, String> ofOne) {
        return request.jars().isEmpty() ? request.names().stream().flatMap(subject -> planner.container()
                .installed().find(subject).map(ofOne).toOptional().stream()).collect(Collectors.joining(","))
                : request.jars().stream().map(ofJar).collect(Collectors.joining(","));
    }

    /** Records that a change ended before any session was switched. */
    void record(List<Rebinding> rebindings, String reason) {
        for (Rebinding rebinding : rebindings) {
            Session session = rebinding.session();
            for (Rebinding.Slot slot : rebinding.slots()) {
                try {
                    session.record(new SwapRecord(session.status().step(), slot.name(), slot.kind(),
                            slot.plugin(), slot.fromVersion(), slot.toVersion(), "refused", 0, reason));
                } catch (ProblemException e) {
                    LOG.warn("Session {} could not be told of a refusal: {}", session.id(),
                            e.problem().message());
                    break;
                }
            }
        }
    }
}
