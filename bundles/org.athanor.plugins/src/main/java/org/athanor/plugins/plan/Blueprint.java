package org.athanor.plugins.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.athanor.api.lifecycle.Plan;
import org.athanor.plugins.action.Action;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.container.Rebinding;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;

/**
 * A plan together with everything that is needed to apply it.
 *
 * @param plan the plan as people see it
 * @param operands one per bundle, as in the plan
 * @param sessions what is bound anew in sessions
 * @param actions the actions
 * @param state what the plan was made for: one line per bundle that it depends on
 */
public record Blueprint(Plan plan, List<Operand> operands, List<Rebinding> sessions, List<Action> actions,
        List<String> state) {

    public Blueprint {
        operands = List.copyOf(operands);
        sessions = List.copyOf(sessions);
        actions = List.copyOf(actions);
        state = List.copyOf(state);
    }

    /**
     * One bundle that the plan is about.
     *
     * @param jar the jar that comes in, if one does
     * @param current the bundle that goes, or that is stopped or started, if there is one
     */
    public record Operand(Optional<PluginJar> jar, Optional<InstalledPlugin> current) {

        /** Returns the symbolic name that the jar and the bundle share. */
        public String symbolicName() {
            return jar.map(PluginJar::symbolicName).orElseGet(() -> current.orElseThrow().symbolicName());
        }

        String ids() {
            return jar.map(PluginJar::ids).orElseGet(() -> current.orElseThrow().ids());
        }
    }

    /** Returns the symbolic names of the bundles that it is about. */
    public List<String> symbolicNames() {
        return operands.stream().map(Operand::symbolicName).toList();
    }

    /** Returns the jars that come in. */
    public List<PluginJar> jars() {
        return operands.stream().flatMap(operand -> operand.jar().stream()).toList();
    }

    /** Returns the bundles that are there before. */
    public Set<Bundle> current() {
        return operands.stream().flatMap(operand -> operand.current().stream()).map(InstalledPlugin::bundle)
                .collect(Collectors.toUnmodifiableSet());
    }
}
