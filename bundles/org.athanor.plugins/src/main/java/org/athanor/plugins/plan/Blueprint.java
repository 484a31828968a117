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
 * @param parts one per bundle, as in the plan
 * @param sessions the sessions that are switched
 * @param steps the actions
 * @param set the plugin set afterwards, by symbolic name
 * @param state what the plan was made for: one line per bundle that it depends on
 */
public record Blueprint(Plan plan, List<Part> parts, List<SessionChange> sessions, List<Step> steps,
        Map<String, SetEntry> set, List<String> state) {

    public Blueprint {
        parts = List.copyOf(parts);
        sessions = List.copyOf(sessions);
        steps = List.copyOf(steps);
        set = Map.copyOf(set);
        state = List.copyOf(state);
    }

    /**
     * One bundle.
     *
     * @param jar the jar that comes in, if one does
     * @param current the bundle that goes, or that is stopped or started, if there is one
     * @param wires who exports each package that the jar imports from others, by symbolic name and version; without
     *     packages of Java
     */
    public record Part(Optional<PluginJar> jar, Optional<InstalledPlugin> current, Map<String, String> wires) {

        public Part {
            wires = Map.copyOf(wires);
        }

        /** Returns the symbolic name that the jar and the bundle share. */
        public String symbolicName() {
            return jar.map(PluginJar::symbolicName).orElseGet(() -> current.orElseThrow().symbolicName());
        }

        String ids() {
            return jar.map(PluginJar::ids).orElseGet(() -> current.orElseThrow().ids());
        }
    }

    /** Returns the part about a bundle. */
    public Part part(String symbolicName) {
        return parts.stream().filter(part -> part.symbolicName().equals(symbolicName)).findFirst().orElseThrow();
    }

    /** Returns the jars that come in. */
    public List<PluginJar> jars() {
        return parts.stream().flatMap(part -> part.jar().stream()).toList();
    }
}
