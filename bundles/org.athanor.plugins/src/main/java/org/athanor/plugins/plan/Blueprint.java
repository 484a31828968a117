package org.athanor.plugins.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.lifecycle.Plan;
import org.athanor.plugins.inspect.PluginJar;
import org.athanor.plugins.store.SetEntry;

/**
 * A plan together with everything that is needed to apply it.
 *
 * @param plan the plan as people see it
 * @param jar the jar that comes in, if one does
 * @param current the bundle that goes, or that is stopped or started, if there is one
 * @param sessions the sessions that are switched
 * @param steps the actions
 * @param set the plugin set afterwards, by symbolic name
 * @param state what the plan was made for: one line per bundle that it depends on
 */
public record Blueprint(Plan plan, Optional<PluginJar> jar, Optional<InstalledPlugin> current,
        List<SessionChange> sessions, List<Step> steps, Map<String, SetEntry> set, List<String> state) {

    public Blueprint {
        sessions = List.copyOf(sessions);
        steps = List.copyOf(steps);
        set = Map.copyOf(set);
        state = List.copyOf(state);
    }
}
