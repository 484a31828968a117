package org.athanor.plugins;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.athanor.api.lifecycle.Plan;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.plugins.plan.Blueprint;

/** What plans were made for, so that a stale one can be told what has changed since. */
final class RecentPlans {

    private static final int MOST = 64;

    private final Map<String, List<String>> stateByHash = new LinkedHashMap<>();

    synchronized Plan remember(Blueprint blueprint) {
        stateByHash.put(blueprint.plan().hash(), blueprint.state());
        if (stateByHash.size() > MOST) {
            stateByHash.remove(stateByHash.keySet().iterator().next());
        }
        return blueprint.plan();
    }

    synchronized Problem stale(Plan plan, Blueprint now) {
        List<String> before = stateByHash.getOrDefault(plan.hash(), now.state());
        List<String> changed = new ArrayList<>();
        if (!plan.sha256().equals(now.plan().sha256())) {
            changed.add("the jar is another");
        }
        if (!plan.sessions().equals(now.plan().sessions())) {
            changed.add("the sessions that use it are " + now.plan().sessions() + ", not " + plan.sessions());
        }
        before.stream().filter(line -> !now.state().contains(line)).forEach(line -> changed.add("gone: " + line));
        now.state().stream().filter(line -> !before.contains(line)).forEach(line -> changed.add("new: " + line));
        return Problem.of(Kind.REFUSED, "the plan is stale, its hash no longer fits: " + (changed.isEmpty()
                ? "it would be another one now" : String.join("; ", changed)), plan.bundle(), "plan again");
    }
}
